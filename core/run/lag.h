/* SPDX-License-Identifier: Apache-2.0 */
/* How old records are when they are written: from when the first packet of a batch came to when the
 * output was flushed that has its records.  Times are those of clock_seconds(). */
#ifndef LAG_H
#define LAG_H

#include "shared/shared.h"

enum { LAG_BATCHES = 2 * WORKERS_MAX + 2 }; /* as many as a run has at most */

struct lag {
    double came[LAG_BATCHES]; /* when the packets of each batch did */
    double waits_since; /* came first of what is taken over, and not flushed; 0: nothing is */
    double last;        /* seconds: of the oldest at the last flush */
};

/* Packets of a batch are taken over, if any. */
static inline void
lag_taken(struct lag *lag, ptrdiff_t batch, bool any)
{
    if (any && (lag->waits_since == 0 || lag->came[batch] < lag->waits_since))
        lag->waits_since = lag->came[batch];
}

static inline void
lag_flushed(struct lag *lag, double now)
{
    lag->last = lag->waits_since > 0 ? now - lag->waits_since : 0;
    lag->waits_since = 0;
}

#endif
