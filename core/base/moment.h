/* SPDX-License-Identifier: Apache-2.0 */
/* A moment as people write it. */
#ifndef MOMENT_H
#define MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct moment {
    int64_t seconds;      /* since 1970-01-01 UTC, rounded down */
    uint32_t nanoseconds; /* since then */
};

/* Seconds since 1970, "1700000000.25", or RFC 3339, or less of it from the end, "2026-11-28T12:00",
 * "2026-11-28"; UTC unless it says otherwise.  Whether it is only the day is told when wanted.
 * False when it is none. */
bool moment_read(const char *text, size_t size, struct moment *, bool *is_day);

/* How long something lasts: "1.5s", also ns, us, ms, m, h and d, as if it began in 1970.  False
 * when it is no such span, or no whole number of nanoseconds. */
bool moment_read_span(const char *text, size_t size, struct moment *);

/* Nanoseconds of what spans are given in; 0: there is no such unit. */
uint64_t moment_unit(const char *name, size_t size);

static inline bool
moment_earlier(const struct moment *a, const struct moment *b)
{
    return a->seconds < b->seconds || (a->seconds == b->seconds && a->nanoseconds < b->nanoseconds);
}

/* From the earliest of some moments to the latest. */
struct moment_span {
    bool any; /* or there is none yet */
    struct moment first, last;
};

static inline void
moment_span_take(struct moment_span *span, const struct moment *moment)
{
    if (!span->any || moment_earlier(moment, &span->first))
        span->first = *moment;
    if (!span->any || moment_earlier(&span->last, moment))
        span->last = *moment;
    span->any = true;
}

#endif
