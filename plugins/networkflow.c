/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of network addresses, in both directions. */
#include "flowkey.h"

#include "networkflow.pb-c.h"
#include "netcap.pb-c.h"

struct options {
    struct nc_flow_limits limits;
};

static const struct nc_option options[] = {
    NC_FLOW_LIMITS(struct options, limits, 30, 1800, 100000),
    NC_OPTIONS_END
};

struct state {
    uint64_t size;
    uint16_t by;
    uint8_t kind;
    uint8_t network[2][NC_NETWORK_ADDRESS]; /* of the first packet */
};

static bool
id(const struct nc_sighting *seen, struct nc_flow_id *key)
{
    if (!seen->network_kind)
        return false;
    flow_put_byte(key, seen->network_kind);
    flow_put_pair(key, seen->network[0], seen->network[1], NC_NETWORK_ADDRESS);
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *seen, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (flow->packets == 1) {
        state->by = seen->network_by;
        state->kind = seen->network_kind;
        memcpy(state->network, seen->network, sizeof state->network);
    }
    state->size += seen->captured;
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    Types__NetworkFlow *r = record;
    size_t size = flow_address_size(state->kind, NC_NETWORK_ADDRESS);

    FLOW_REPORT(pkt, flow, state->size, r);
    r->proto = (char *)nc_layer_name(pkt, state->by);
    r->srcip = nc_address_text(pkt, state->kind, state->network[0]);
    r->dstip = nc_address_text(pkt, state->kind, state->network[1]);
    r->uid = flow_hash(state->network[0], state->network[1], size, state->kind);
}

NC_PLUGIN(networkflow,
    .name         = "NetworkFlow",
    .about        = "flows between network addresses",
    .type         = TYPES__TYPE__NC_NetworkFlow,
    .record       = &types__network_flow__descriptor,
    .options      = options,
    .options_size = sizeof(struct options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state));
