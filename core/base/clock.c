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

uint64_t
clock_cpu(void)
{
    struct timespec now = { 0, 0 };

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Seconds, and up to nine digits of a fraction. */
static struct timespec
read_epoch(const char *text)
{
    char *at;
    struct timespec time = { .tv_sec = (time_t)strtoll(text, &at, 10) };
    long unit = 100000000;

    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9' && unit; at++, unit /= 10)
            time.tv_nsec += (*at - '0') * unit;
    return time;
}

struct timespec
clock_date(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct timespec now = { 0, 0 };

    if (epoch && *epoch)
        return read_epoch(epoch);
    clock_gettime(CLOCK_REALTIME, &now);
    return now;
}
