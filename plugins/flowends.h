/* SPDX-License-Identifier: Apache-2.0 */
/* Both ends of a flow, and the names it goes by: what Flow and Connection have in common. */
#ifndef FLOWENDS_H
#define FLOWENDS_H

#include <netcap/plugin.h>

#include <string.h>

/* Protocol numbers of IANA. */
enum {
    FLOW_ICMP = 1,
    FLOW_TCP = 6,
    FLOW_UDP = 17,
    FLOW_RUDP = 27,
    FLOW_ICMPV6 = 58,
    FLOW_SCTP = 132,
    FLOW_UDPLITE = 136,
};

struct flow_ends {
    uint16_t link_by, network_by, transport_by, application_by;
    uint16_t port[2]; /* here and below: the first packet's source, destination */
    uint8_t link_kind, network_kind, transport_kind, protocol;
    uint8_t control, type, code; /* of the first packet */
    uint8_t link[2][NC_LINK_ADDRESS];
    uint8_t network[2][NC_NETWORK_ADDRESS];
    uint64_t size, payload;
    uint64_t wrong; /* packets with a wrong checksum */
};

/* The number of a transport; 0 for one that has none. */
static inline uint8_t
flowends_transport_protocol(uint8_t kind)
{
    static const uint8_t numbers[] = {
        [NC_ENDPOINT_TCP] = FLOW_TCP,   [NC_ENDPOINT_UDP] = FLOW_UDP,
        [NC_ENDPOINT_SCTP] = FLOW_SCTP, [NC_ENDPOINT_RUDP] = FLOW_RUDP,
        [NC_ENDPOINT_UDPLITE] = FLOW_UDPLITE,
    };

    return kind < sizeof numbers ? numbers[kind] : 0;
}

/* The extension headers of IPv6: not what the packet is about. */
static inline bool
flowends_is_extension(uint8_t protocol)
{
    switch (protocol) {
    case 0: case 43: case 44: case 51: case 60: case 135: case 139: case 140: return true;
    default: return false;
    }
}

/* What the network carries; in a tunnel the tunnel, although the ports are those inside. */
static inline uint8_t
flowends_protocol(const struct nc_sighting *sighting)
{
    uint8_t number = flowends_transport_protocol(sighting->transport_kind);

    if (!number && sighting->control && sighting->network_kind == NC_ENDPOINT_IPV6)
        number = FLOW_ICMPV6;
    return number && flowends_is_extension(sighting->protocol) ? number : sighting->protocol;
}

static inline void
flowends_begin(struct flow_ends *ends, const struct nc_sighting *sighting)
{
    ends->link_by = sighting->link_by;
    ends->network_by = sighting->network_by;
    ends->transport_by = sighting->transport_by;
    ends->link_kind = sighting->link_kind;
    ends->network_kind = sighting->network_kind;
    ends->transport_kind = sighting->transport_kind;
    ends->protocol = flowends_protocol(sighting);
    ends->control = sighting->control;
    ends->type = sighting->type;
    ends->code = sighting->code;
    memcpy(ends->port, sighting->port, sizeof ends->port);
    memcpy(ends->link, sighting->link, sizeof ends->link);
    memcpy(ends->network, sighting->network, sizeof ends->network);
}

/* Of applications the first that was recognised names the flow. */
static inline void
flowends_count(struct flow_ends *ends, const struct nc_sighting *sighting)
{
    ends->size += sighting->captured;
    ends->payload += sighting->payload;
    ends->wrong += sighting->wrong != 0;
    if (!ends->application_by)
        ends->application_by = sighting->application_by;
}

/* Of these texts one behind the other, at most so many; the last is NULL. */
enum { FLOW_TEXTS_MAX = 8 };
char *flowends_md5(struct nc_packet *, const char *const *texts);

char *flowends_decimal(struct nc_packet *, uint64_t value);

/* For the macro below: "" for what is not there. */
char *flowends_application(struct nc_packet *, const struct flow_ends *);
char *flowends_port(struct nc_packet *, const struct flow_ends *, int side);
char *flowends_community_id(struct nc_packet *, const struct flow_ends *);

/* source: which of the ends it is, 0 or 1. */
#define FLOWENDS_REPORT(pkt, ends, source, record) \
    do { \
        (record)->linkproto = (char *)nc_layer_name(pkt, (ends)->link_by); \
        (record)->networkproto = (char *)nc_layer_name(pkt, (ends)->network_by); \
        (record)->transportproto = (char *)nc_layer_name(pkt, (ends)->transport_by); \
        (record)->applicationproto = flowends_application(pkt, ends); \
        (record)->srcmac = nc_address_text(pkt, (ends)->link_kind, (ends)->link[source]); \
        (record)->dstmac = nc_address_text(pkt, (ends)->link_kind, (ends)->link[!(source)]); \
        (record)->srcip = nc_address_text(pkt, (ends)->network_kind, (ends)->network[source]); \
        (record)->dstip = nc_address_text(pkt, (ends)->network_kind, (ends)->network[!(source)]); \
        (record)->srcport = flowends_port(pkt, ends, source); \
        (record)->dstport = flowends_port(pkt, ends, !(source)); \
        (record)->apppayloadsize = (int64_t)(ends)->payload; \
        (record)->protocol = (ends)->protocol; \
        (record)->numwrongchecksums = (ends)->wrong; \
        (record)->communityid = flowends_community_id(pkt, ends); \
    } while (0)

#endif
