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
    uint8_t answers; /* a segment without SYN was seen: the connection stood */
    uint8_t over;    /* its sender has closed or reset it */
};

static bool
id(const struct nc_sighting *seen, struct nc_flow_id *key)
{
    const uint8_t kinds[] = { seen->network_kind, seen->transport_kind, flowends_protocol(seen) };

    if (!seen->network_kind)
        return false;
    nc_flow_put(key, kinds, sizeof kinds);
    nc_flow_put(key, seen->network, sizeof seen->network);
    nc_flow_put(key, seen->port, sizeof seen->port);
    return true;
}

static bool
opens_another(const struct state *state, const struct nc_sighting *seen)
{
    return seen->flags & NC_SYN && !(seen->flags & NC_RST) && (state->over || state->answers) &&
           (!state->side.spoke || !flow_same_syn(&state->side, seen->sequence));
}

/* One side is all there is to see: its FIN closes the flow, and the acknowledgements that it still
 * sends come while the flow lingers. */
static enum nc_observed
follow(struct state *state, const struct nc_sighting *seen)
{
    flow_flags_count(&state->flags, seen);
    state->over |= (seen->flags & (NC_FIN | NC_RST)) != 0;
    if (seen->flags & NC_RST)
        return NC_FLOW_RESET;
    flow_side_take(&state->side, seen);
    state->answers |= !(seen->flags & NC_SYN);
    return seen->flags & NC_FIN ? NC_FLOW_CLOSED : NC_FLOW_OPEN;
}

static enum nc_observed
observe(const struct nc_sighting *seen, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (seen->segment && opens_another(state, seen))
        return NC_FLOW_ANOTHER;
    if (flow->packets == 1)
        flowends_begin(&state->ends, seen);
    flowends_count(&state->ends, seen);
    return seen->segment ? follow(state, seen) : NC_FLOW_OPEN;
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

    NC_FLOW_REPORT(pkt, flow, state->ends.size, r);
    FLOWENDS_REPORT(pkt, &state->ends, 0, r);
    FLOW_FLAGS_REPORT(&state->flags, r);
    r->uid = uid(pkt, r);
}

NC_PLUGIN(flow,
    .name         = "Flow",
    .about        = "flows: one direction between two ends",
    .type         = TYPES__TYPE__NC_Flow,
    .record       = &types__flow__descriptor,
    .options      = NC_FLOW_OPTIONS(30, 1800, 200000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state));
