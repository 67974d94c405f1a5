/* SPDX-License-Identifier: Apache-2.0 */
/* Packets in both directions between two ends: addresses of the network, and ports. */
#include "flowends.h"
#include "flowtcp.h"

#include "connection.pb-c.h"
#include "netcap.pb-c.h"

/* A SYN is among so many packets of its flow, even where others overtook it. */
enum { EARLY = 4 };

/* [0]: the sender of the first packet. */
struct state {
    struct flow_ends ends;
    struct flow_flags flags;
    uint64_t packets[2], bytes[2];
    struct flow_side side[2];
    struct flow_reset reset[2];
    uint8_t source, certain; /* who opened it; whether a SYN says so */
    struct flow_turn turn;
};

/* The same connection in both directions has the same id, and no other has it: ports go with
 * their addresses, where the UID takes each pair by itself.  Link addresses are none of it: behind
 * a router that is two (HSRP, VRRP), or on asymmetric routes, each direction has its own; neither
 * Zeek's conn_id nor Suricata's flow hash has them. */
static bool
id(const struct nc_sighting *sighting, struct nc_flow_id *key)
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

static int
sender(const struct state *state, const struct nc_sighting *sighting)
{
    const struct flow_ends *ends = &state->ends;

    return sighting->port[0] != ends->is.port[0] ||
           memcmp(sighting->network[0], ends->is.network[0], sizeof ends->is.network[0]) != 0;
}

static void
find_source(struct state *state, const struct nc_sighting *sighting, const struct nc_flow *flow,
            int from)
{
    if (state->certain || flow->packets > EARLY || !(sighting->flags & NC_SYN))
        return;
    state->certain = 1;
    state->source = (uint8_t)(sighting->flags & NC_ACK ? !from : from);
}

static enum nc_observed
follow(struct state *state, const struct nc_sighting *sighting, const struct nc_flow *flow,
       int from)
{
    struct flow_side *side = state->side;

    flow_flags_count(&state->flags, sighting);
    if (!flow_is_taken(sighting))
        return NC_FLOW_OPEN;
    find_source(state, sighting, flow, from);
    state->turn.settled |= from != 0 || sighting->flags & NC_RST;
    if (sighting->flags & NC_RST) {
        flow_reset_take(&state->reset[from], sighting, &side[!from]);
        return NC_FLOW_RESET;
    }
    flow_side_take(&side[from], sighting);
    if (sighting->standing == NC_STANDING_ENDS ||
        (flow_side_done(&side[0], &side[1]) && flow_side_done(&side[1], &side[0])))
        return NC_FLOW_CLOSED;
    return flow_is_revived(&state->reset[from], &state->reset[!from], sighting) ? NC_FLOW_REVIVED
                                                                                : NC_FLOW_OPEN;
}

static enum nc_observed
observe(const struct nc_sighting *sighting, const struct nc_flow *flow, void *own)
{
    struct state *state = own;
    int from = flow->packets == 1 ? 0 : sender(state, sighting);

    if (flow_is_another(&state->turn, &state->side[from], sighting))
        return NC_FLOW_ANOTHER;
    if (flow->packets == 1)
        flowends_begin(&state->ends, sighting);
    else if (from && !state->packets[1])
        flowends_answered(&state->ends, sighting);
    flow_turn_take(&state->turn, sighting);
    flowends_count(&state->ends, sighting);
    state->packets[from]++;
    state->bytes[from] += sighting->length;
    return sighting->segment ? follow(state, sighting, flow, from) : NC_FLOW_OPEN;
}

/* Made of three hashes in decimal; a layer that is not there counts as 0. */
static char *
uid(struct nc_packet *pkt, const struct flow_ends *ends)
{
    const char *const texts[] = {
        flowends_decimal(pkt, nc_pair_hash(ends->link_kind, ends->link, sizeof ends->link[0])),
        flowends_decimal(pkt,
                         nc_pair_hash(ends->is.network_kind, ends->is.network,
                                      sizeof ends->is.network[0])),
        flowends_decimal(pkt, nc_port_hash(ends->is.transport_kind, ends->is.port)), NULL
    };

    return flowends_md5(pkt, texts);
}

static void
report(struct nc_packet *pkt, const struct nc_flow *flow, const void *own, void *record)
{
    const struct state *state = own;
    Types__Connection *r = record;
    int source = state->source;

    NC_FLOW_REPORT(pkt, flow, state->ends.captured, r);
    NC_PLACE_REPORT(flow, r);
    FLOWENDS_REPORT(pkt, flow, &state->ends, source, r);
    FLOW_FLAGS_REPORT(&state->flags, r);
    r->uid = uid(pkt, &state->ends);
    r->srcpackets = state->packets[source];
    r->srcbytes = state->bytes[source];
    r->dstpackets = state->packets[!source];
    r->dstbytes = state->bytes[!source];
}

NC_SCHEMA(connection);

NC_PLUGIN(connection,
    .name         = "Connection",
    .about        = "connections: both directions between two ends",
    .type         = TYPES__TYPE__NC_Connection,
    .record       = &types__connection__descriptor,
    .schema       = &connection_schema,
    .options      = NC_FLOW_OPTIONS(60, 1800, 200000),
    .options_size = sizeof(struct nc_flow_options),
    .id           = id,
    .observe      = observe,
    .report       = report,
    .state_size   = sizeof(struct state));
