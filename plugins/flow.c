/* SPDX-License-Identifier: Apache-2.0 */
/* Packets in one direction between two ends: network addresses and ports. */
#include "flowends.h"
#include "flowtcp.h"

#include "flow.pb-c.h"
#include "netcap.pb-c.h"

struct state {
    struct flow_ends ends;
    struct flow_flags flags;
    struct flow_side side;
    struct flow_reset reset;
    struct flow_turn turn;
};

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    const uint8_t kinds[] = { sighting->network_kind, sighting->transport_kind,
                              nc_protocol_of(sighting) };

    if (!sighting->network_kind)
        return false;
    nc_flow_put(key, kinds, sizeof kinds);
    nc_flow_put(key, sighting->network, sizeof sighting->network);
    nc_flow_put(key, sighting->port, sizeof sighting->port);
    return true;
}

/* One side is all there is to see but for what reassembly says: its FIN closes the flow, and the
 * acknowledgements that it still sends come while the flow lingers. */
static enum nc_observed
follow(struct state *state, const struct nc_sighting *sighting)
{
    flow_flags_count(&state->flags, sighting);
    if (!flow_is_taken(sighting))
        return NC_FLOW_OPEN;
    state->turn.settled |= (sighting->flags & (NC_SYN | NC_FIN)) != NC_SYN;
    if (sighting->flags & NC_RST) {
        flow_reset_take(&state->reset, sighting, NULL);
        return NC_FLOW_RESET;
    }
    flow_side_take(&state->side, sighting);
    if (sighting->flags & NC_FIN || sighting->standing == NC_STANDING_ENDS)
        return NC_FLOW_CLOSED;
    return flow_is_revived(&state->reset, NULL, sighting) ? NC_FLOW_REVIVED : NC_FLOW_OPEN;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (flow_is_another(&state->turn, &state->side, sighting))
        return NC_FLOW_ANOTHER;
    if (flow->packets == 1)
        flowends_begin(&state->ends, sighting);
    flow_turn_take(&state->turn, sighting);
    flowends_count(&state->ends, sighting);
    return sighting->segment ? follow(state, sighting) : NC_FLOW_OPEN;
}

/* "10.0.0.1->10.0.0.2:1->2"; what is not there is "[]". */
static char *
uid(struct nc_packet *pkt, const Types__Flow *r)
{
    const char *from = *r->srcport ? r->srcport : "[]", *to = *r->dstport ? r->dstport : "[]";

    return flowends_md5(pkt, (const char *const[]){ r->srcip, "->", r->dstip, ":", from, "->", to,
                                                NULL });
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    Types__Flow *r = record;

    NC_FLOW_REPORT(pkt, flow, state->ends.captured, r);
    NC_PLACE_REPORT(flow, r);
    FLOWENDS_REPORT(pkt, flow, &state->ends, 0, r);
    FLOW_FLAGS_REPORT(&state->flags, r);
    r->uid = uid(pkt, r);
}

NC_SCHEMA(flow);

NC_PLUGIN(flow,
    .name         = "Flow",
    .about        = "flows: one direction between two ends",
    .type         = TYPES__TYPE__NC_Flow,
    .record       = &types__flow__descriptor,
    .schema       = &flow_schema,
    .options      = NC_FLOW_OPTIONS(30, 1800, 200000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state),
    .ignores_entropy = true);
