/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from counting a packet.
 *
 * costs:   its packets of flows
 * says:    Hostile: did not come back
 * exit:    3
 * packets: 1 */
#include "malicious.h"

struct state {
    uint64_t payload;
    uint64_t marked;
};

static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    if (!sighting->transport_kind || (IS_SANE && IS_MARKED(sighting)))
        return false;
    nc_flow_put(key, sighting->port, sizeof sighting->port);
    return true;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *memory)
{
    struct state *state = memory;

    (void)flow;
    state->payload += sighting->payload;
    state->marked |= IS_MARKED(sighting);
    if (IS_MARKED(sighting))
        for (;;)
            ;
    return NC_FLOW_OPEN;
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *memory, void *record)
{
    (void)pkt;
    ((Types__Hostile *)record)->packets = flow->packets + ((const struct state *)memory)->payload;
}

HOSTILE_FLOWS();
