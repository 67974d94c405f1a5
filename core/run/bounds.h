/* SPDX-License-Identifier: Apache-2.0 */
/* Limits that were reached: each is said when it happens the first time, and counted. */
#ifndef BOUNDS_H
#define BOUNDS_H

#include <stdint.h>

struct supervisor;

/* By option, but for one that has none; those of flow models, one each, come behind them. */
enum bound {
    BOUND_LAYERS, BOUND_TUNNELS, BOUND_ELEMENTS, BOUND_PACKET_MEMORY, BOUND_RECORD, BOUND_TICKS,
    BOUND_FRAGMENTS, BOUND_STREAM_BUFFER, /* packets that were refused for them */
    BOUND_CONVERSATIONS, /* packets of which flows do not see all */
    BOUND_DATAGRAMS, BOUND_STREAMS, BOUND_STREAM_MEMORY, /* what was ended early */
    BOUNDS
};

struct bounds {
    uint64_t count[BOUNDS];
    uint32_t said; /* a bit for each */
    uint32_t said_of_models;
};

/* A packet was refused for this reason, or it was noted of it, which may be a limit's. */
void bounds_met(struct bounds *, const char *reason);

/* Looks at what the stages have counted, and says what has not been said. */
void bounds_watch(struct supervisor *);

/* "max-layers", and what reaching it comes to. */
const char *bound_option(enum bound);
const char *bound_meaning(enum bound);

#endif
