/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of ports, in both directions, whoever the hosts are. */
#include <netcap/plugin.h>

#include <string.h>

#include "netcap.pb-c.h"
#include "transportflow.pb-c.h"

struct state {
    uint64_t size;
    uint16_t by;
    uint16_t port[2]; /* of the first packet */
    uint8_t kind;
};

static void
put(struct nc_flow_id *key, uint8_t kind, const uint16_t port[2])
{
    const uint8_t ports[2][2] = { { (uint8_t)(port[0] >> 8), (uint8_t)port[0] },
                                  { (uint8_t)(port[1] >> 8), (uint8_t)port[1] } };

    nc_flow_put(key, &kind, 1);
    nc_flow_put_pair(key, ports, sizeof ports[0]);
}

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (!sighting->transport_kind)
        return false;
    put(key, sighting->transport_kind, sighting->port);
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (flow->packets == 1) {
        state->by = sighting->transport_by;
        state->kind = sighting->transport_kind;
        memcpy(state->port, sighting->port, sizeof state->port);
    }
    state->size += sighting->captured;
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    Types__TransportFlow *r = record;
    struct nc_flow_id key = { 0 };

    NC_FLOW_REPORT(pkt, flow, state->size, r);
    NC_PLACE_REPORT(flow, r);
    put(&key, state->kind, state->port);
    r->flowid = nc_flow_key(pkt, flow, &key);
    r->proto = (char *)nc_layer_name(pkt, state->by);
    r->srcport = state->port[0];
    r->dstport = state->port[1];
    r->uid = nc_port_hash(state->kind, state->port);
}

NC_SCHEMA(transportflow);

NC_PLUGIN(transportflow,
    .name         = "TransportFlow",
    .about        = "flows between ports, whoever the hosts are",
    .type         = TYPES__TYPE__NC_TransportFlow,
    .record       = &types__transport_flow__descriptor,
    .schema       = &transportflow_schema,
    .options      = NC_FLOW_OPTIONS(30, 1800, 100000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state),
    .ignores_entropy = true);
