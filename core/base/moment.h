/* SPDX-License-Identifier: Apache-2.0 */
/* A moment as people write it. */
#ifndef MOMENT_H
#define MOMENT_H

#include <stdbool.h>
#include <stdint.h>

struct moment {
    int64_t seconds; /* since 1970-01-01 UTC */
    uint32_t nanoseconds;
};

/* Seconds since 1970, "1700000000.25", or RFC 3339, or less of it from the end, "2026-11-28T12:00",
 * "2026-11-28"; UTC unless it says otherwise.  False when it is none. */
bool moment_read(const char *text, struct moment *);

static inline bool
moment_earlier(const struct moment *a, const struct moment *b)
{
    return a->seconds < b->seconds || (a->seconds == b->seconds && a->nanoseconds < b->nanoseconds);
}

#endif
