/* SPDX-License-Identifier: Apache-2.0 */
/* TALK: two hosts, and how long their longest packet was. */
#include <netcap/plugin.h>

#include <string.h>

#include "talk.pb-c.h"

struct state {
    uint64_t size;
    uint32_t longest;
    uint8_t kind;
    uint8_t host[2][NC_NETWORK_ADDRESS]; /* of the first packet */
};

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (!sighting->network_kind)
        return false;
    nc_flow_put(key, &sighting->network_kind, 1);
    nc_flow_put_pair(key, sighting->network, sizeof sighting->network[0]);
    return true;
}

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

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    Talk__Talk *talk = record;

    NC_FLOW_REPORT(pkt, flow, state->size, talk);
    talk->srcip = nc_address_text(pkt, state->kind, state->host[0]);
    talk->dstip = nc_address_text(pkt, state->kind, state->host[1]);
    talk->uid = nc_pair_hash(state->kind, state->host, sizeof state->host[0]);
    talk->longest = state->longest;
}

NC_PLUGIN(talk,
    .name         = "Talk",
    .about        = "All that two hosts sent each other",
    .type         = 10005,
    .record       = &talk__talk__descriptor,
    .options      = NC_FLOW_OPTIONS(60, 3600, 100000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state));
