/* SPDX-License-Identifier: Apache-2.0 */
/* What layers say for reassembly and flows: each level's endpoints for flows, the innermost for
 * fragments and segments. */
#include "host.h"

#include <string.h>

/* A scope inside others, as one number: the first one is told exactly, of several the order counts,
 * so the outer ones are spread before the inner is added: tags 100, 200 are not tags 200, 100.
 * Whoever can send what collides can send the same tags as well, so no secret is needed. */
static uint64_t
scope_within(uint64_t outer, uint32_t kind, uint64_t id)
{
    uint64_t scope = ((uint64_t)kind << 56) ^ id;

    return outer ? (outer * UINT64_C(0x9e3779b97f4a7c15) ^ outer >> 29) + scope : scope;
}

/* Two addresses of `size` bytes into places of `capacity` bytes, the rest zero. */
static void
copy_pair(uint8_t *to, const uint8_t *source, const uint8_t *destination, size_t size,
          size_t capacity)
{
    if (size > capacity)
        size = capacity;
    memset(to, 0, 2 * capacity);
    memcpy(to, source, size);
    memcpy(to + capacity, destination, size);
}

/* The level at work stands where the packet has come to; a link header of its own stays where it
 * was. */
static void
take_place(struct nc_packet *pkt)
{
    uint8_t link_depth = pkt->level->place.link_depth;

    pkt->level->place = pkt->place;
    if (pkt->level->link_kind)
        pkt->level->place.link_depth = link_depth;
}

/* The next level begins; NULL when flows see no more of this packet. */
static struct nc_sighting *
begin_level(struct nc_packet *pkt)
{
    const struct nc_sighting *outermost = &pkt->sighting;

    pkt->is_apart = false;
    if (pkt->level && pkt->n_levels < NC_LEVELS_MAX) {
        pkt->level = nc_level(pkt, pkt->n_levels++);
        *pkt->level = (struct nc_sighting){ .time = outermost->time, .clock = outermost->clock,
                                            .captured = outermost->captured - pkt->given,
                                            .length = outermost->length - pkt->given,
                                            .number = outermost->number };
        if (pkt->is_beside)
            pkt->level->captured = pkt->level->length = pkt->apart;
    } else {
        pkt->level = NULL;
        pkt->crowded = true;
    }
    return pkt->level;
}

/* A VLAN, be it in a tag or in the header that a mirror puts around the frame. */
static bool
is_tag(uint32_t kind)
{
    return kind == NC_SCOPE_VLAN || kind == NC_SCOPE_ERSPAN;
}

void
nc_scope(struct nc_packet *pkt, uint32_t kind, uint64_t id)
{
    struct nc_place *place = &pkt->place;

    if (kind == NC_SCOPE_VLAN && id == 0)
        return; /* a tag for its priority alone, IEEE 802.1Q 6.9 */
    pkt->way = scope_within(pkt->way, kind, id);
    if (nc_scope_is_mutual(kind) && !(is_tag(kind) && pkt->ignores_tags))
        place->scope = scope_within(place->scope, kind, id);
    if (kind == NC_SCOPE_VLAN) {
        if (place->tag[0] && !place->tag[1])
            place->tag[1] = place->tag[0];
        place->tag[0] = (uint16_t)id;
    } else {
        place->tunnel_kind = (uint8_t)kind;
        place->tunnel = id;
    }
    if (pkt->level && !pkt->level->network_kind)
        take_place(pkt);
}

/* PPP's header tells no ends: behind another link's it makes no level.  Addresses that were not all
 * there are none. */
void
nc_link(struct nc_packet *pkt, uint32_t kind, const uint8_t *source, const uint8_t *destination,
        size_t size)
{
    struct nc_sighting *level = pkt->level;
    bool is_first = level && !level->link_kind && !level->network_kind;

    if (pkt->in && !nc_ok(pkt->in))
        return;
    if (pkt->bare)
        nc_sum_forgive(pkt);
    pkt->tails.link_kind = (uint8_t)kind;
    copy_pair(pkt->tails.link[0], source, destination, size, NC_LINK_ADDRESS);
    if (!is_first && !size && level && !level->network_kind)
        return;
    if (!is_first)
        level = begin_level(pkt);
    memset(pkt->place.tag, 0, sizeof pkt->place.tag);
    if (level) {
        take_place(pkt);
        level->link_kind = (uint8_t)kind;
        level->link_by = pkt->by;
        memcpy(level->link, pkt->tails.link, sizeof level->link);
    }
    pkt->place.link_depth++;
}

/* The tails are those around the network that begins.  Where one of their checksums is not right no
 * end of a tunnel takes what lies inside, so that is judged as if its own header's were it. */
static void
begin_tails(struct nc_packet *pkt, uint32_t kind, uint8_t protocol)
{
    struct nc_tails *tails = &pkt->tails;

    tails->network_sum = nc_sum_around(tails);
    tails->transport_sum = NC_SUM_UNKNOWN;
    tails->way = pkt->way;
    tails->network_kind = (uint8_t)kind;
    tails->protocol = protocol;
    tails->transport_kind = NC_ENDPOINT_NONE;
    tails->network_by = pkt->by;
    tails->unverified = false;
    pkt->whole_end = NULL;
}

void
nc_network(struct nc_packet *pkt, uint32_t kind, const uint8_t *source, const uint8_t *destination,
           size_t size, uint8_t protocol)
{
    struct nc_sighting *level = pkt->level;

    if (pkt->bare)
        nc_sum_forgive(pkt);
    if (++pkt->networks > pkt->bounds.networks && pkt->bounds.networks)
        nc_fail(pkt->in, nc_no_networks);
    if (pkt->networks > NC_NETWORKS_MAX) {
        level = pkt->level = NULL;
        pkt->crowded = true;
    } else if (!level || level->network_kind || pkt->is_apart) {
        level = begin_level(pkt);
    }
    begin_tails(pkt, kind, protocol);
    pkt->network_at = pkt->in ? pkt->in->base : NULL;
    pkt->network_before = 0;
    copy_pair(pkt->tails.network[0], source, destination, size, NC_NETWORK_ADDRESS);
    if (level) {
        take_place(pkt);
        level->network_kind = (uint8_t)kind;
        level->network_by = pkt->by;
        level->protocol = protocol;
        level->wrong |= pkt->tails.network_sum > NC_SUM_RIGHT ? NC_WRONG_AROUND : 0;
        memcpy(level->network, pkt->tails.network, sizeof level->network);
    }
    pkt->tails.place = level ? level->place : pkt->place;
    pkt->place.depth++;
    memset(pkt->place.tag, 0, sizeof pkt->place.tag);
}

/* The level of the network header said last, as long as it has no transport; NULL: none has it. */
static struct nc_sighting *
level_of_network(const struct nc_packet *pkt)
{
    struct nc_sighting *level = pkt->level;

    return level && level->network_kind && !level->transport_kind && !pkt->is_apart ? level : NULL;
}

void
nc_network_ends(struct nc_packet *pkt, const uint8_t *source, const uint8_t *destination,
                size_t size)
{
    struct nc_tails *tails = &pkt->tails;
    struct nc_sighting *level = level_of_network(pkt);

    if (!tails->network_kind || tails->transport_kind || (pkt->in && !nc_ok(pkt->in)) ||
        size > NC_NETWORK_ADDRESS || size != nc_address_size(tails->network_kind, size))
        return;
    if (source)
        memcpy(tails->network[0], source, size);
    if (destination)
        memcpy(tails->network[1], destination, size);
    if (level)
        memcpy(level->network, tails->network, sizeof level->network);
    nc_addresses(pkt, nc_address_text(pkt, tails->network_kind, tails->network[0]),
                 nc_address_text(pkt, tails->network_kind, tails->network[1]));
}

void
nc_hops(struct nc_packet *pkt, uint8_t hops)
{
    if (pkt->level && pkt->level->network_by == pkt->by)
        pkt->level->hops = hops;
}

void
nc_network_length(struct nc_packet *pkt, uint32_t length)
{
    if (pkt->level && pkt->level->network_by == pkt->by)
        pkt->level->network_length = length;
}

/* What the network's length leaves of its packet behind the transport's header; where it leaves
 * less than nothing, the lengths are no good: what is there. */
static uint32_t
left_by_network(const struct nc_packet *pkt, const struct nc_cursor *in)
{
    size_t headers = pkt->network_before;

    if (pkt->network_at)
        headers += (size_t)(in->pos - pkt->network_at);
    if (!pkt->network_at || headers > pkt->level->network_length)
        return (uint32_t)nc_left(in);
    return pkt->level->network_length - (uint32_t)headers;
}

void
nc_transport_length(struct nc_packet *pkt, uint32_t payload)
{
    struct nc_sighting *level = pkt->level;

    /* Unless it is another one inside, which makes no level. */
    if (level && level->transport_by == pkt->by && pkt->in && level->head == pkt->in->pos)
        level->payload_length = payload;
}

void
nc_transport(struct nc_packet *pkt, uint32_t kind, uint16_t source, uint16_t destination,
             const struct nc_cursor *in)
{
    struct nc_sighting *level = pkt->level;

    nc_ports(pkt, source, destination);
    pkt->tails.transport_kind = (uint8_t)kind;
    pkt->tails.transport_by = pkt->by;
    pkt->tails.port[0] = source;
    pkt->tails.port[1] = destination;
    if (!level || level->transport_kind)
        return;
    level->transport_kind = (uint8_t)kind;
    level->transport_by = pkt->by;
    level->port[0] = source;
    level->port[1] = destination;
    level->payload = (uint32_t)nc_left(in);
    level->head = in->pos;
    level->head_size = (uint16_t)(level->payload < NC_HEAD_MAX ? level->payload : NC_HEAD_MAX);
    if (!nc_ok(in))
        return;
    level->transport_header = (uint32_t)nc_tell(in);
    level->payload_length = left_by_network(pkt, in);
}

void
nc_control(struct nc_packet *pkt, uint8_t type, uint8_t code)
{
    struct nc_sighting *level = pkt->level;

    if (!level || level->transport_kind || level->control)
        return;
    level->control = 1;
    level->type = type;
    level->code = code;
}

void
nc_server_name(struct nc_packet *pkt, const char *name)
{
    pkt->server_name = name;
    if (pkt->level && *name)
        pkt->level->name = name;
}

const char *
nc_scope_text(uint32_t kind)
{
    switch (kind) {
    case NC_SCOPE_VLAN: return "vlan";
    case NC_SCOPE_SERVICE: return "service";
    case NC_SCOPE_VXLAN: return "vxlan";
    case NC_SCOPE_GENEVE: return "geneve";
    case NC_SCOPE_GRE: return "gre";
    case NC_SCOPE_NVGRE: return "nvgre";
    case NC_SCOPE_GTP: return "gtp";
    case NC_SCOPE_MPLS: return "mpls";
    case NC_SCOPE_PPTP: return "pptp";
    case NC_SCOPE_LISP: return "lisp";
    case NC_SCOPE_L2TP: return "l2tp";
    case NC_SCOPE_ERSPAN: return "erspan";
    case NC_SCOPE_PPPOE: return "pppoe";
    default: return "";
    }
}

const char *
nc_layer_name(const struct nc_packet *pkt, uint16_t by)
{
    return by && pkt->host && pkt->host->name_of ? pkt->host->name_of(pkt, by) : "";
}

char *
nc_address_text(struct nc_packet *pkt, uint32_t kind, const uint8_t *address)
{
    switch (kind) {
    case NC_ENDPOINT_IPV4: return nc_text_ipv4(pkt, address);
    case NC_ENDPOINT_IPV6: return nc_text_ipv6(pkt, address);
    case NC_ENDPOINT_MAC: return nc_text_mac(pkt, address);
    default: return (char *)"";
    }
}

/* Digits before `end`, zeros in front up to so many; where they begin. */
static char *
decimal(char *end, uint64_t value, int least)
{
    for (; value || least > 0; value /= 10, least--)
        *--end = (char)('0' + value % 10);
    return end;
}

/* Two of them stand in each flow's record: printf() would be its dearest part. */
char *
nc_time_text(struct nc_packet *pkt, struct nc_time time)
{
    enum { ROOM = 40 };
    const struct nc_time_parts parts = nc_time_parts(time);
    char *text = nc_alloc(pkt, ROOM), *at = text + ROOM - 1;

    at = decimal(at, parts.fraction, parts.digits);
    *--at = '.';
    at = decimal(at, parts.seconds, 1);
    if (parts.early)
        *--at = '-';
    return at;
}
