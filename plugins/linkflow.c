/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of link addresses, in both directions. */
#include "flowkey.h"

#include "linkflow.pb-c.h"
#include "netcap.pb-c.h"

struct options {
    struct nc_flow_limits limits;
};

static const struct nc_option options[] = {
    NC_FLOW_LIMITS(struct options, limits, 30, 1800, 50000),
    NC_OPTIONS_END
};

struct state {
    uint64_t size;
    uint16_t by;
    uint8_t kind;
    uint8_t link[2][NC_LINK_ADDRESS]; /* of the first packet */
};

static bool
id(const struct nc_sighting *seen, struct nc_flow_id *key)
{
    if (!seen->link_kind)
        return false;
    flow_put_byte(key, seen->link_kind);
    flow_put_pair(key, seen->link[0], seen->link[1], NC_LINK_ADDRESS);
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *seen, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (flow->packets == 1) {
        state->by = seen->link_by;
        state->kind = seen->link_kind;
        memcpy(state->link, seen->link, sizeof state->link);
    }
    state->size += seen->captured;
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    Types__LinkFlow *r = record;
    size_t size = flow_address_size(state->kind, NC_LINK_ADDRESS);

    FLOW_REPORT(pkt, flow, state->size, r);
    r->proto = (char *)nc_layer_name(pkt, state->by);
    r->srcmac = nc_address_text(pkt, state->kind, state->link[0]);
    r->dstmac = nc_address_text(pkt, state->kind, state->link[1]);
    r->uid = flow_hash(state->link[0], state->link[1], size, state->kind);
}

NC_PLUGIN(linkflow,
    .name         = "LinkFlow",
    .about        = "flows between link addresses",
    .type         = TYPES__TYPE__NC_LinkFlow,
    .record       = &types__link_flow__descriptor,
    .options      = options,
    .options_size = sizeof(struct options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state));
