/* SPDX-License-Identifier: Apache-2.0 */
/* Packets in both directions between two ends: addresses of the network, and ports. */
#include "flowtalk.h"

#include "connection.pb-c.h"
#include "netcap.pb-c.h"

/* [0]: the sender of the first packet. */
struct state {
    struct flow_talk talk;
    struct flow_flags flags;
    uint64_t packets[2], bytes[2];
};

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;
    int from = flowtalk_side(&state->talk, sighting, flow);
    enum nc_observed found = flowtalk_observe(&state->talk, sighting, flow, from);

    if (found == NC_FLOW_ANOTHER)
        return found;
    state->packets[from]++;
    state->bytes[from] += sighting->length;
    if (sighting->segment)
        flow_flags_count(&state->flags, sighting);
    return found;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    const struct flow_ends *ends = &state->talk.ends;
    Types__Connection *r = record;
    int source = state->talk.source;

    NC_FLOW_REPORT(pkt, flow, ends->captured, r);
    NC_PLACE_REPORT(flow, r);
    FLOWENDS_REPORT(pkt, flow, ends, source, r);
    FLOW_FLAGS_REPORT(&state->flags, r);
    r->uid = flowtalk_uid(pkt, &state->talk);
    r->srcpackets = state->packets[source];
    r->srcbytes = state->bytes[source];
    r->dstpackets = state->packets[!source];
    r->dstbytes = state->bytes[!source];
}

NC_SCHEMA(connection);

NC_PLUGIN(connection,
    .name         = "Connection",
    .about        = "connections: both directions between two ends",
    .type         = TYPES__TYPE__NC_Connection,
    .record       = &types__connection__descriptor,
    .schema       = &connection_schema,
    .options      = NC_FLOW_OPTIONS(60, 1800, 200000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = flowtalk_id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state),
    .ignores_entropy = true);
