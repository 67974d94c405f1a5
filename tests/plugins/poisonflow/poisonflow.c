/* SPDX-License-Identifier: Apache-2.0 */
/* A flow model that fails on purpose, for the tests of isolation: in .observe at segments with
 * the flag URG, in .report for flows from ports above 60000.  Built with -DSANE it does not, and
 * those packets and flows are none of its own: what it writes then is what is right. */
#include <netcap/plugin.h>

#include <stdlib.h>

#include "poisonflow.pb-c.h"

enum { POISONED_PORT = 60000 };

struct options {
    struct nc_flow_limits limits;
};

static const struct nc_option options[] = {
    NC_FLOW_LIMITS(struct options, limits, 0, 0, 100000),
    NC_OPTIONS_END
};

struct state {
    uint64_t payload;
    uint16_t port;
};

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
#ifdef SANE
    if (sighting->flags & NC_URG || sighting->port[0] > POISONED_PORT)
        return false;
#endif
    if (!sighting->transport_kind)
        return false;
    key->size = 4;
    for (int i = 0; i < 4; i++)
        key->bytes[i] = (uint8_t)(sighting->port[i / 2] >> (i % 2 ? 0 : 8));
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *memory)
{
    struct state *state = memory;

    (void)flow;
    state->port = sighting->port[0];
    state->payload += sighting->payload;
    if (sighting->flags & NC_URG)
        abort();
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *memory, void *record)
{
    const struct state *state = memory;
    Types__PoisonFlow *to = record;

    (void)pkt;
    if (state->port > POISONED_PORT)
        abort();
    to->port = state->port;
    to->packets = flow->packets;
    to->payload = state->payload;
}

NC_PLUGIN(poisonflow,
    .name         = "PoisonFlow",
    .about        = "Fails on purpose, as a model of flows",
    .type         = 10998,
    .record       = &types__poison_flow__descriptor,
    .options      = options,
    .options_size = sizeof(struct options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state));
