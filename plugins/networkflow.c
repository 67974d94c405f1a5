/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of network addresses, in both directions. */
#include <netcap/plugin.h>

#include <string.h>

#include "networkflow.pb-c.h"
#include "netcap.pb-c.h"

struct state {
    uint64_t size;
    uint16_t by;
    uint8_t kind;
    uint8_t network[2][NC_NETWORK_ADDRESS]; /* of the first packet */
};

static void
put(struct nc_flow_id *key, uint8_t kind, const uint8_t network[2][NC_NETWORK_ADDRESS])
{
    nc_flow_put(key, &kind, 1);
    nc_flow_put_pair(key, network, NC_NETWORK_ADDRESS);
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (!sighting->network_kind)
        return false;
    put(key, sighting->network_kind, sighting->network);
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (flow->packets == 1) {
        state->by = sighting->network_by;
        state->kind = sighting->network_kind;
        memcpy(state->network, sighting->network, sizeof state->network);
    }
    state->size += sighting->captured;
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    struct nc_flow_id key = { 0 };
    Types__NetworkFlow *r = record;

    NC_FLOW_REPORT(pkt, flow, state->size, r);
    NC_PLACE_REPORT(flow, r);
    put(&key, state->kind, state->network);
    r->flowid = nc_flow_key(pkt, flow, &key);
    r->proto = (char *)nc_layer_name(pkt, state->by);
    r->srcip = nc_address_text(pkt, state->kind, state->network[0]);
    r->dstip = nc_address_text(pkt, state->kind, state->network[1]);
    r->uid = nc_pair_hash(state->kind, state->network, sizeof state->network[0]);
}

NC_SCHEMA(networkflow);

NC_PLUGIN(networkflow,
    .name         = "NetworkFlow",
    .about        = "flows between network addresses",
    .type         = TYPES__TYPE__NC_NetworkFlow,
    .record       = &types__network_flow__descriptor,
    .schema       = &networkflow_schema,
    .options      = NC_FLOW_OPTIONS(30, 1800, 100000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state),
    .ignores_entropy = true);
