/* SPDX-License-Identifier: Apache-2.0 */
#include <netcap/conversation.h>

#include "host.h"

#include <netcap/digest.h>
#include <string.h>

/* Protocol numbers of IANA. */
enum { ICMP = 1, TCP = 6, UDP = 17, RUDP = 27, ICMPV6 = 58, SCTP = 132, UDPLITE = 136 };

/* The number of a transport; 0 for one that has none. */
static uint8_t
number_of(uint8_t kind)
{
    static const uint8_t numbers[] = {
        [NC_ENDPOINT_TCP] = TCP,   [NC_ENDPOINT_UDP] = UDP,         [NC_ENDPOINT_SCTP] = SCTP,
        [NC_ENDPOINT_RUDP] = RUDP, [NC_ENDPOINT_UDPLITE] = UDPLITE,
    };

    return kind < sizeof numbers ? numbers[kind] : 0;
}

/* The extension headers of IPv6: not what the packet is about. */
static bool
is_extension(uint8_t protocol)
{
    switch (protocol) {
    case 0: case 43: case 44: case 51: case 60: case 135: case 139: case 140: return true;
    default: return false;
    }
}

static uint8_t
protocol_behind(uint8_t protocol, uint8_t transport_kind)
{
    uint8_t number = number_of(transport_kind);

    return number && is_extension(protocol) ? number : protocol;
}

uint8_t
nc_protocol_of(const struct nc_sighting *sighting)
{
    if (!number_of(sighting->transport_kind) && sighting->control &&
        sighting->network_kind == NC_ENDPOINT_IPV6 && is_extension(sighting->protocol))
        return ICMPV6;
    return protocol_behind(sighting->protocol, sighting->transport_kind);
}

struct nc_conversation
nc_conversation_of(const struct nc_sighting *sighting)
{
    struct nc_conversation c = {
        .place = sighting->place,
        .network_kind = sighting->network_kind,
        .transport_kind = sighting->transport_kind,
        .protocol = nc_protocol_of(sighting),
        .control = sighting->control,
        .type = sighting->type,
        .code = sighting->code,
        .port = { sighting->port[0], sighting->port[1] },
    };

    memcpy(c.network, sighting->network, sizeof c.network);
    return c;
}

struct nc_conversation
nc_conversation_of_stream(const struct nc_stream *stream)
{
    struct nc_conversation c = {
        .place = stream->place,
        .network_kind = (uint8_t)stream->network_kind,
        .transport_kind = (uint8_t)stream->transport_kind,
        .protocol = protocol_behind(stream->protocol, (uint8_t)stream->transport_kind),
        .port = { stream->port[0], stream->port[1] },
    };

    memcpy(c.network, stream->network, sizeof c.network);
    return c;
}

/* ---- our own id ---- */

static uint8_t *
put(uint8_t *to, const void *bytes, size_t size)
{
    memcpy(to, bytes, size);
    return to + size;
}

/* A number of so many bytes, the highest first. */
static uint8_t *
put_number(uint8_t *to, uint64_t number, int size)
{
    while (size-- > 0)
        *to++ = (uint8_t)(number >> 8 * size);
    return to;
}

/* Which end comes first, whoever sent the packet: as flows have them in their keys. */
static int
lower_end(const struct nc_conversation *c, const uint16_t *port)
{
    int order = memcmp(c->network[0], c->network[1], NC_NETWORK_ADDRESS);

    return order ? order > 0 : port[0] > port[1];
}

void
nc_put_connection_id(char to[NC_CONNECTION_ID], const struct nc_conversation *c)
{
    enum { PLACE = 13, ENDS = 2 * (NC_NETWORK_ADDRESS + 2) };
    int first = lower_end(c, c->port);
    uint8_t bytes[PLACE + ENDS], *at = bytes;
    char text[NC_SHA1_TEXT];

    to[0] = '\0';
    if (!c->network_kind)
        return;
    at = put_number(at, c->place.scope, 8);
    at = put_number(at, c->place.depth, 1);
    at = put_number(at, c->place.link_depth, 1);
    at = put_number(at, c->network_kind, 1);
    at = put_number(at, c->transport_kind, 1);
    at = put_number(at, c->protocol, 1);
    for (int i = 0; i < 2; i++) {
        at = put(at, c->network[i ^ first], NC_NETWORK_ADDRESS);
        at = put_number(at, c->port[i ^ first], 2);
    }
    nc_put_sha1(text, bytes, (size_t)(at - bytes));
    memcpy(to, text, NC_CONNECTION_ID - 1);
    to[NC_CONNECTION_ID - 1] = '\0';
}

char *
nc_connection_id(struct nc_packet *pkt, const struct nc_conversation *c)
{
    char *text = nc_take(pkt, NC_CONNECTION_ID);

    nc_put_connection_id(text, c);
    return text;
}

/* ---- Community ID ---- */

/* The type of the message that answers this one; -1: none does. */
static int
answer_to(const struct nc_conversation *c)
{
    static const uint8_t v4[][2] = { { 8, 0 }, { 10, 9 }, { 13, 14 }, { 15, 16 }, { 17, 18 } };
    static const uint8_t v6[][2] = { { 128, 129 }, { 133, 134 }, { 135, 136 },
                                     { 130, 131 }, { 139, 140 }, { 144, 145 } };
    bool six = c->protocol == ICMPV6;
    const uint8_t(*pairs)[2] = six ? v6 : v4;
    size_t n = six ? sizeof v6 / sizeof v6[0] : sizeof v4 / sizeof v4[0];

    for (size_t i = 0; i < n; i++)
        for (int side = 0; side < 2; side++)
            if (pairs[i][side] == c->type)
                return pairs[i][!side];
    return -1;
}

/* What a Community ID takes for ports. */
struct numbers {
    uint16_t port[2];
    bool there, one_way; /* one_way: the ends stay in the packet's order */
};

static struct numbers
numbers_of(const struct nc_conversation *c)
{
    struct numbers numbers = { { 0, 0 }, false, false };
    uint8_t number = number_of(c->transport_kind);

    if (c->protocol == ICMP || c->protocol == ICMPV6) {
        int answer = answer_to(c);

        numbers.one_way = answer < 0;
        numbers.port[0] = c->type;
        numbers.port[1] = (uint16_t)(answer < 0 ? c->code : answer);
        numbers.there = true;
    } else if (number == c->protocol &&
               (number == TCP || number == UDP || number == SCTP)) {
        memcpy(numbers.port, c->port, sizeof numbers.port);
        numbers.there = true;
    }
    return numbers;
}

/* Without its type a message's Community ID cannot be known, nor that of a protocol which an
 * extension header hides. */
static bool
is_hidden(const struct nc_conversation *c)
{
    return is_extension(c->protocol) ||
           (!c->control && (c->protocol == ICMP || c->protocol == ICMPV6));
}

/* Community ID, version 1: the lower end comes first. */
void
nc_put_community_id(char to[NC_COMMUNITY_ID], const struct nc_conversation *c)
{
    enum { SEED_SIZE = 2, MOST = SEED_SIZE + 2 * NC_NETWORK_ADDRESS + 2 + 4 };
    size_t size = nc_address_size(c->network_kind, NC_NETWORK_ADDRESS), n = SEED_SIZE;
    struct numbers numbers = numbers_of(c);
    int order = memcmp(c->network[0], c->network[1], size);
    int first = order ? order > 0 : numbers.port[0] > numbers.port[1];
    uint8_t bytes[MOST] = { 0 };

    to[0] = '\0';
    if (!c->network_kind || is_hidden(c))
        return;
    if (numbers.one_way)
        first = 0;
    memcpy(bytes + n, c->network[first], size);
    memcpy(bytes + n + size, c->network[!first], size);
    n += 2 * size;
    bytes[n] = c->protocol;
    n += 2;
    for (int i = 0; i < 2 && numbers.there; i++) {
        uint16_t port = numbers.port[i ? !first : first];

        bytes[n++] = (uint8_t)(port >> 8);
        bytes[n++] = (uint8_t)port;
    }
    memcpy(to, "1:", 2);
    nc_put_sha1(to + 2, bytes, n);
}

char *
nc_community_id(struct nc_packet *pkt, const struct nc_conversation *c)
{
    char *text = nc_take(pkt, NC_COMMUNITY_ID);

    nc_put_community_id(text, c);
    return text;
}
