/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <stdlib.h>

double
clock_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct timespec
clock_date(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct timespec now = { 0, 0 };

    if (epoch && *epoch)
        now.tv_sec = (time_t)strtoll(epoch, NULL, 10);
    else
        clock_gettime(CLOCK_REALTIME, &now);
    return now;
}
