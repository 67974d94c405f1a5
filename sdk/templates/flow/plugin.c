/* @NAME@: a model of flows: two hosts, and how long their longest packet was. */
#include <netcap/plugin.h>

#include <string.h>

#include "@stem@.pb-c.h"

/* Of a flow; all zero at first, and it has no pointers. */
struct state {
    uint64_t size;
    uint32_t longest;
    uint8_t kind;
    uint8_t host[2][NC_NETWORK_ADDRESS]; /* of the first packet */
};

NC_SCHEMA(@stem@);

/* What makes two packets one flow; false: it is not in this model. */
static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (!sighting->network_kind)
        return false;
    nc_flow_put(key, &sighting->network_kind, 1);
    nc_flow_put_pair(key, sighting->network, sizeof sighting->network[0]);
    return true;
}

/* One packet of it. */
static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;

    if (flow->packets == 1) {
        state->kind = sighting->network_kind;
        memcpy(state->host, sighting->network, sizeof state->host);
    }
    state->size += sighting->length;
    if (state->longest < sighting->length)
        state->longest = sighting->length;
    return NC_FLOW_OPEN;
}

/* Its record, at its end. */
static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    @Stem@__@NAME@ *message = record;

    NC_FLOW_REPORT(pkt, flow, state->size, message);
    message->srcip = nc_address_text(pkt, state->kind, state->host[0]);
    message->dstip = nc_address_text(pkt, state->kind, state->host[1]);
    message->uid = nc_pair_hash(state->kind, state->host, sizeof state->host[0]);
    message->longest = state->longest;
}

NC_PLUGIN(@stem@,
    .name         = "@NAME@",
    .about        = "Flows as @NAME@ sees them",
    .type         = @type@,
    .record       = &@stem@__@name@__descriptor,
    .schema       = &@stem@_schema,
    .options      = NC_FLOW_OPTIONS(60, 3600, 100000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state));
