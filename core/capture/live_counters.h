/* SPDX-License-Identifier: Apache-2.0 */
/* What libpcap counts of a live capture, summed up: its own counters have 32 bits and wrap. */
#ifndef LIVE_COUNTERS_H
#define LIVE_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

struct live_counters {
    uint64_t received, dropped, if_dropped;
    uint32_t last_received, last_dropped, last_if_dropped;
    uint64_t dropped_before; /* when that was last looked at */
    double dropped_at;       /* when there were last some; 0: never */
};

/* Takes the counters as they stand; to be called before any of them can have gone round. */
void live_counters_take(struct live_counters *, uint32_t received, uint32_t dropped,
                        uint32_t if_dropped);

/* Whether packets have begun to be dropped since the last call; not again before there were none
 * for a minute. */
bool live_counters_drop_begins(struct live_counters *, double now);

#endif
