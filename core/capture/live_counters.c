/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/live_counters.h"

#define QUIET_SECONDS 60

void
live_counters_take(struct live_counters *c, uint32_t received, uint32_t dropped,
                   uint32_t if_dropped)
{
    int32_t if_more = (int32_t)(if_dropped - c->last_if_dropped);

    c->received += (uint32_t)(received - c->last_received);
    c->dropped += (uint32_t)(dropped - c->last_dropped);
    /* The interface's own goes back to 0 with it. */
    c->if_dropped += if_more > 0 ? (uint32_t)if_more : 0;
    c->last_received = received;
    c->last_dropped = dropped;
    c->last_if_dropped = if_dropped;
}

bool
live_counters_drop_begins(struct live_counters *c, double now)
{
    uint64_t all = c->dropped + c->if_dropped;
    bool begins = all > c->dropped_before &&
                  (c->dropped_at == 0 || now - c->dropped_at > QUIET_SECONDS);

    if (all > c->dropped_before)
        c->dropped_at = now;
    c->dropped_before = all;
    return begins;
}
