/* SPDX-License-Identifier: Apache-2.0 */
#include "flowtalk.h"

/* A SYN is among so many packets of its flow, even where others overtook it. */
enum { EARLY = 4 };

/* The same connection in both directions has the same id, and no other has it: ports go with
 * their addresses, where the UID takes each pair by itself.  Link addresses are none of it: behind
 * a router that is two (HSRP, VRRP), or on asymmetric routes, each direction has its own; neither
 * Zeek's conn_id nor Suricata's flow hash has them. */
bool
flowtalk_id(const struct nc_sighting *sighting, struct nc_flow_id *key)
{
    const uint8_t kinds[] = { sighting->network_kind, sighting->transport_kind,
                              nc_protocol_of(sighting) };
    size_t size = nc_address_size(sighting->network_kind, NC_NETWORK_ADDRESS);
    int order = memcmp(sighting->network[0], sighting->network[1], size);
    int first = order ? order > 0 : sighting->port[0] > sighting->port[1];
    const uint16_t ports[] = { sighting->port[first], sighting->port[!first] };

    if (!sighting->network_kind)
        return false;
    nc_flow_put(key, kinds, sizeof kinds);
    nc_flow_put(key, sighting->network[first], size);
    nc_flow_put(key, sighting->network[!first], size);
    nc_flow_put(key, ports, sizeof ports);
    return true;
}

static bool
is_sender(const struct flow_ends *ends, int side, const struct nc_sighting *sighting)
{
    return sighting->port[0] == ends->is.port[side] &&
           memcmp(sighting->network[0], ends->is.network[side], sizeof ends->is.network[0]) == 0;
}

int
flowtalk_side(const struct flow_talk *talk, const struct nc_sighting *sighting,
              const struct nc_flow *flow)
{
    return flow->packets > 1 && !is_sender(&talk->ends, 0, sighting);
}

/* Who opened it goes on doing so in its next part. */
static void
begin(struct flow_talk *talk, const struct nc_sighting *sighting, const struct flow_talk *before)
{
    flowends_begin(&talk->ends, sighting);
    if (!before)
        return;
    talk->opener = FLOW_BY_PART;
    talk->source = !is_sender(&before->ends, before->source, sighting);
}

static void
find_source(struct flow_talk *talk, const struct nc_sighting *sighting, const struct nc_flow *flow,
            int from)
{
    bool answers = sighting->flags & NC_ACK;

    if (talk->opener >= FLOW_BY_SYN || flow->packets > EARLY || !(sighting->flags & NC_SYN))
        return;
    talk->opener = answers ? FLOW_BY_SYNACK : FLOW_BY_SYN;
    talk->source = (uint8_t)(answers ? !from : from);
}

static enum nc_observed
follow(struct flow_talk *talk, const struct nc_sighting *sighting, const struct nc_flow *flow,
       int from)
{
    struct flow_side *side = talk->side;

    if (!flow_is_taken(sighting))
        return NC_FLOW_OPEN;
    find_source(talk, sighting, flow, from);
    talk->turn.settled |= from != 0 || sighting->flags & NC_RST;
    if (sighting->flags & NC_RST) {
        flow_reset_take(&talk->reset[from], sighting, &side[!from]);
        return NC_FLOW_RESET;
    }
    flow_side_take(&side[from], sighting);
    if (sighting->standing == NC_STANDING_ENDS ||
        (flow_side_done(&side[0], &side[1]) && flow_side_done(&side[1], &side[0])))
        return NC_FLOW_CLOSED;
    return flow_is_revived(&talk->reset[from], &talk->reset[!from], sighting) ? NC_FLOW_REVIVED
                                                                              : NC_FLOW_OPEN;
}

enum nc_observed
flowtalk_observe(struct flow_talk *talk, const struct nc_sighting *sighting,
                 const struct nc_flow *flow, int from)
{
    if (flow_is_another(&talk->turn, &talk->side[from], sighting))
        return NC_FLOW_ANOTHER;
    if (flow->packets == 1)
        begin(talk, sighting, flow->before);
    else if (from && !talk->answered)
        flowends_answered(&talk->ends, sighting);
    talk->answered |= (uint8_t)from;
    flow_turn_take(&talk->turn, sighting);
    flowends_count(&talk->ends, sighting);
    return sighting->segment ? follow(talk, sighting, flow, from) : NC_FLOW_OPEN;
}

char *
flowtalk_uid(struct nc_packet *pkt, const struct flow_talk *talk)
{
    const struct flow_ends *ends = &talk->ends;
    const char *const texts[] = {
        flowends_decimal(pkt, nc_pair_hash(ends->link_kind, ends->link, sizeof ends->link[0])),
        flowends_decimal(pkt,
                         nc_pair_hash(ends->is.network_kind, ends->is.network,
                                      sizeof ends->is.network[0])),
        flowends_decimal(pkt, nc_port_hash(ends->is.transport_kind, ends->is.port)), NULL
    };

    return flowends_md5(pkt, texts);
}
