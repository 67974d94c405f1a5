/* SPDX-License-Identifier: Apache-2.0 */
/* How long the program has been at something, whatever the date is set to meanwhile. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

/* Seconds of the monotonic clock. */
double clock_seconds(void);

/* Nanoseconds that this thread has been at work. */
uint64_t clock_cpu(void);

/* The date: seconds since 1970, and nanoseconds; SOURCE_DATE_EPOCH instead if that is set, so that
 * a run can be repeated to the byte. */
struct timespec clock_date(void);

#endif
