/* SPDX-License-Identifier: Apache-2.0 */
/* How old records are when they are written: from when the first packet of a batch came to when the
 * output was flushed that has its records.  Times are those of clock_seconds(). */
#ifndef LAG_H
#define LAG_H

struct lag {
    double waits_since; /* came first of what is taken over, and not flushed; 0: nothing is */
    double last;        /* seconds: of the oldest at the last flush */
};

/* A batch that came then is taken over. */
static inline void
lag_taken(struct lag *lag, double came)
{
    if (lag->waits_since == 0 || came < lag->waits_since)
        lag->waits_since = came;
}

static inline void
lag_flushed(struct lag *lag, double now)
{
    lag->last = lag->waits_since > 0 ? now - lag->waits_since : 0;
    lag->waits_since = 0;
}

#endif
