/* SPDX-License-Identifier: Apache-2.0 */
/* A model of flows that counts packets and their payload.  It ends with HOSTILE_FLOWS(), before
 * which stand its AT_ID and AT_OBSERVE, which run at a packet with a mark, and its AT_REPORT, which
 * runs at the end of a flow that had one. */
#ifndef HOSTILE_FLOW_H
#define HOSTILE_FLOW_H

#include "malicious.h"

/* A mark is URG in a segment; flows with one in their first packet are marked, too. */
#define IS_MARKED(sighting) (((sighting)->flags & NC_URG) != 0)

struct state {
    uint64_t payload;
    uint64_t marked;
};

#define AT_ID static void at_id(void)
#define AT_OBSERVE                                                                                \
    static enum nc_observed at_observe(MAYBE_UNUSED const struct nc_sighting *sighting,           \
                                       MAYBE_UNUSED struct state *state)
#define AT_REPORT static void at_report(MAYBE_UNUSED const struct state *state)

AT_ID;
AT_OBSERVE;
AT_REPORT;

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (!sighting->transport_kind || (IS_SANE && IS_MARKED(sighting)))
        return false;
    if (IS_MARKED(sighting))
        at_id();
    nc_flow_put(key, sighting->port, sizeof sighting->port);
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *memory)
{
    struct state *state = memory;

    (void)flow;
    state->payload += sighting->payload;
    state->marked |= IS_MARKED(sighting);
    return IS_MARKED(sighting) ? at_observe(sighting, state) : NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *memory, void *record)
{
    const struct state *state = memory;

    (void)pkt;
    if (state->marked)
        at_report(state);
    ((Types__Hostile *)record)->packets = flow->packets + state->payload;
}

#define HOSTILE_FLOWS()                                                                           \
    HOSTILE_PLUGIN(STEM, .name = "Hostile", .about = "Does harm", .type = HOSTILE_TYPE,           \
        .record = &types__hostile__descriptor, .options = NC_FLOW_OPTIONS(0, 0, 1000),            \
        .options_size = sizeof(struct nc_flow_options), .id = id, .observe = observe,             \
        .report = report, .state_size = sizeof(struct state))

#endif
