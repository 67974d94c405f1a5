/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of link addresses, in both directions. */
#include <netcap/plugin.h>

#include <string.h>

#include "linkflow.pb-c.h"
#include "netcap.pb-c.h"

struct state {
    uint64_t size;
    uint16_t by;
    uint8_t kind;
    uint8_t link[2][NC_LINK_ADDRESS]; /* of the first packet */
};

static void
put(struct nc_flow_id *key, uint8_t kind, const uint8_t link[2][NC_LINK_ADDRESS])
{
    nc_flow_put(key, &kind, 1);
    nc_flow_put_pair(key, link, NC_LINK_ADDRESS);
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (!sighting->link_kind)
        return false;
    put(key, sighting->link_kind, sighting->link);
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (flow->packets == 1) {
        state->by = sighting->link_by;
        state->kind = sighting->link_kind;
        memcpy(state->link, sighting->link, sizeof state->link);
    }
    state->size += sighting->captured;
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    struct nc_flow_id key = { 0 };
    Types__LinkFlow *r = record;

    NC_FLOW_REPORT(pkt, flow, state->size, r);
    NC_PLACE_REPORT(flow, r);
    r->depth = flow->place.link_depth;
    put(&key, state->kind, state->link);
    r->flowid = nc_flow_key(pkt, flow, &key);
    r->proto = (char *)nc_layer_name(pkt, state->by);
    r->srcmac = nc_address_text(pkt, state->kind, state->link[0]);
    r->dstmac = nc_address_text(pkt, state->kind, state->link[1]);
    r->uid = nc_pair_hash(state->kind, state->link, sizeof state->link[0]);
}

NC_SCHEMA(linkflow);

NC_PLUGIN(linkflow,
    .name         = "LinkFlow",
    .about        = "flows between link addresses",
    .type         = TYPES__TYPE__NC_LinkFlow,
    .record       = &types__link_flow__descriptor,
    .schema       = &linkflow_schema,
    .options      = NC_FLOW_OPTIONS(30, 1800, 50000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state),
    .ignores_entropy = true);
