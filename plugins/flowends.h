/* SPDX-License-Identifier: Apache-2.0 */
/* Both ends of a flow, and the names it goes by: what Flow and Connection have in common. */
#ifndef FLOWENDS_H
#define FLOWENDS_H

#include "flowkey.h"

#include <netcap/digest.h>

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
};

/* The number of a transport; 0 for one that has none. */
static inline uint8_t
flow_transport_protocol(uint8_t kind)
{
    switch (kind) {
    case NC_ENDPOINT_TCP: return FLOW_TCP;
    case NC_ENDPOINT_UDP: return FLOW_UDP;
    case NC_ENDPOINT_SCTP: return FLOW_SCTP;
    case NC_ENDPOINT_RUDP: return FLOW_RUDP;
    case NC_ENDPOINT_UDPLITE: return FLOW_UDPLITE;
    default: return 0;
    }
}

/* The extension headers of IPv6: not what the packet is about. */
static inline bool
flow_is_extension(uint8_t protocol)
{
    static const uint8_t numbers[] = { 0, 43, 44, 51, 60, 135, 139, 140 };

    return memchr(numbers, protocol, sizeof numbers) != NULL;
}

/* What the network carries; in a tunnel the tunnel, although the ports are those inside. */
static inline uint8_t
flow_protocol(const struct nc_sighting *seen)
{
    uint8_t number = flow_transport_protocol(seen->transport_kind);

    if (!number && seen->control && seen->network_kind == NC_ENDPOINT_IPV6)
        number = FLOW_ICMPV6;
    return number && flow_is_extension(seen->protocol) ? number : seen->protocol;
}

static inline void
flow_ends_begin(struct flow_ends *ends, const struct nc_sighting *seen)
{
    ends->link_by = seen->link_by;
    ends->network_by = seen->network_by;
    ends->transport_by = seen->transport_by;
    ends->link_kind = seen->link_kind;
    ends->network_kind = seen->network_kind;
    ends->transport_kind = seen->transport_kind;
    ends->protocol = flow_protocol(seen);
    ends->control = seen->control;
    ends->type = seen->type;
    ends->code = seen->code;
    memcpy(ends->port, seen->port, sizeof ends->port);
    memcpy(ends->link, seen->link, sizeof ends->link);
    memcpy(ends->network, seen->network, sizeof ends->network);
}

/* Of applications the first that was recognised names the flow. */
static inline void
flow_ends_count(struct flow_ends *ends, const struct nc_sighting *seen)
{
    ends->size += seen->captured;
    ends->payload += seen->payload;
    if (!ends->application_by)
        ends->application_by = seen->application_by;
}

static inline char *
flow_application(struct nc_packet *pkt, const struct flow_ends *ends)
{
    if (ends->application_by)
        return (char *)nc_layer_name(pkt, ends->application_by);
    return (char *)(ends->payload ? "Payload" : "");
}

static inline char *
flow_port(struct nc_packet *pkt, const struct flow_ends *ends, int side)
{
    return ends->transport_kind ? flow_decimal(pkt, ends->port[side]) : (char *)"";
}

/* All of them one behind the other; the last is NULL. */
static inline char *
flow_concat(struct nc_packet *pkt, const char *const *texts)
{
    size_t size = 1;
    char *whole, *to;

    for (const char *const *t = texts; *t; t++)
        size += strlen(*t);
    whole = to = nc_alloc(pkt, size);
    for (; *texts; texts++) {
        size = strlen(*texts);
        memcpy(to, *texts, size);
        to += size;
    }
    return whole;
}

static inline char *
flow_md5(struct nc_packet *pkt, const char *text)
{
    return nc_md5(pkt, text, strlen(text));
}

/* The type of the message that answers this one; -1: none does. */
static inline int
flow_answer(const struct flow_ends *ends)
{
    static const uint8_t v4[][2] = { { 8, 0 }, { 10, 9 }, { 13, 14 }, { 15, 16 }, { 17, 18 } };
    static const uint8_t v6[][2] = { { 128, 129 }, { 133, 134 }, { 135, 136 },
                                     { 130, 131 }, { 139, 140 }, { 144, 145 } };
    bool six = ends->protocol == FLOW_ICMPV6;
    const uint8_t(*pairs)[2] = six ? v6 : v4;
    size_t n = six ? sizeof v6 / sizeof v6[0] : sizeof v4 / sizeof v4[0];

    for (size_t i = 0; i < n; i++)
        for (int side = 0; side < 2; side++)
            if (pairs[i][side] == ends->type)
                return pairs[i][!side];
    return -1;
}

/* What a Community ID takes for ports. */
struct flow_numbers {
    uint16_t port[2];
    bool there, one_way; /* one_way: the ends stay in the packet's order */
};

static inline struct flow_numbers
flow_numbers(const struct flow_ends *ends)
{
    struct flow_numbers numbers = { { 0, 0 }, false, false };
    uint8_t number = flow_transport_protocol(ends->transport_kind);

    if (ends->protocol == FLOW_ICMP || ends->protocol == FLOW_ICMPV6) {
        int answer = flow_answer(ends);

        numbers.one_way = answer < 0;
        numbers.port[0] = ends->type;
        numbers.port[1] = (uint16_t)(answer < 0 ? ends->code : answer);
        numbers.there = true;
    } else if (number == ends->protocol &&
               (number == FLOW_TCP || number == FLOW_UDP || number == FLOW_SCTP)) {
        memcpy(numbers.port, ends->port, sizeof numbers.port);
        numbers.there = true;
    }
    return numbers;
}

/* Without its type a message's Community ID cannot be known, nor that of a protocol which an
 * extension header hides. */
static inline bool
flow_is_hidden(const struct flow_ends *ends)
{
    return flow_is_extension(ends->protocol) ||
           (!ends->control && (ends->protocol == FLOW_ICMP || ends->protocol == FLOW_ICMPV6));
}

/* Community ID, version 1: the lower end comes first. */
static inline char *
flow_community_id(struct nc_packet *pkt, const struct flow_ends *ends)
{
    enum { SEED_SIZE = 2, MOST = SEED_SIZE + 2 * NC_NETWORK_ADDRESS + 2 + 4 };
    size_t size = flow_address_size(ends->network_kind, NC_NETWORK_ADDRESS), n = SEED_SIZE;
    struct flow_numbers numbers = flow_numbers(ends);
    int order = memcmp(ends->network[0], ends->network[1], size);
    int first = order ? order > 0 : numbers.port[0] > numbers.port[1];
    uint8_t bytes[MOST] = { 0 };

    if (flow_is_hidden(ends))
        return (char *)"";
    if (numbers.one_way)
        first = 0;
    memcpy(bytes + n, ends->network[first], size);
    memcpy(bytes + n + size, ends->network[!first], size);
    n += 2 * size;
    bytes[n] = ends->protocol;
    n += 2;
    for (int i = 0; i < 2 && numbers.there; i++) {
        uint16_t port = numbers.port[i ? !first : first];

        bytes[n++] = (uint8_t)(port >> 8);
        bytes[n++] = (uint8_t)port;
    }
    return flow_concat(pkt, (const char *const[]){ "1:", nc_sha1_base64(pkt, bytes, n), NULL });
}

/* source: which of the ends it is, 0 or 1. */
#define FLOW_ENDS_REPORT(pkt, ends, source, record)                                               \
    do {                                                                                          \
        (record)->linkproto = (char *)nc_layer_name(pkt, (ends)->link_by);                        \
        (record)->networkproto = (char *)nc_layer_name(pkt, (ends)->network_by);                  \
        (record)->transportproto = (char *)nc_layer_name(pkt, (ends)->transport_by);              \
        (record)->applicationproto = flow_application(pkt, ends);                                 \
        (record)->srcmac = nc_address_text(pkt, (ends)->link_kind, (ends)->link[source]);         \
        (record)->dstmac = nc_address_text(pkt, (ends)->link_kind, (ends)->link[!(source)]);      \
        (record)->srcip = nc_address_text(pkt, (ends)->network_kind, (ends)->network[source]);    \
        (record)->dstip = nc_address_text(pkt, (ends)->network_kind, (ends)->network[!(source)]); \
        (record)->srcport = flow_port(pkt, ends, source);                                         \
        (record)->dstport = flow_port(pkt, ends, !(source));                                      \
        (record)->apppayloadsize = (int64_t)(ends)->payload;                                      \
        (record)->protocol = (ends)->protocol;                                                    \
        (record)->communityid = flow_community_id(pkt, ends);                                     \
    } while (0)

#endif
