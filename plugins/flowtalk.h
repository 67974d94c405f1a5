/* SPDX-License-Identifier: Apache-2.0 */
/* Which packets make a connection, who opened it and when it is over: the same for every model that
 * counts what goes on between two ends in both directions. */
#ifndef FLOWTALK_H
#define FLOWTALK_H

#include "flowends.h"
#include "flowtcp.h"

/* What says who opened it, what says most last. */
enum flow_opener {
    FLOW_BY_FIRST,  /* nothing: who sent the first packet */
    FLOW_BY_PART,   /* the part before it, which lasted for the active timeout */
    FLOW_BY_SYN,    /* who sent one */
    FLOW_BY_SYNACK, /* whom one was sent to */
};

/* [0]: the sender of the first packet.  The state of a model begins with this. */
struct flow_talk {
    struct flow_ends ends;
    struct flow_side side[2];
    struct flow_reset reset[2];
    struct flow_turn turn;
    uint8_t source; /* who opened it */
    uint8_t opener; /* enum flow_opener */
    uint8_t answered;
};

bool flowtalk_id(const struct nc_sighting *, struct nc_flow_id *);

/* Which side sends the packet. */
int flowtalk_side(const struct flow_talk *, const struct nc_sighting *, const struct nc_flow *);

/* What .observe is to say of the packet; NC_FLOW_ANOTHER: nothing has been counted. */
enum nc_observed flowtalk_observe(struct flow_talk *, const struct nc_sighting *,
                                  const struct nc_flow *, int from);

/* Made of three hashes in decimal; a layer that is not there counts as 0. */
char *flowtalk_uid(struct nc_packet *, const struct flow_talk *);

#endif
