/* SPDX-License-Identifier: Apache-2.0 */
#include "flowends.h"

#include <netcap/digest.h>

char *
flowends_decimal(struct nc_packet *pkt, uint64_t value)
{
    enum { ROOM = 21 };
    char *text = (char *)nc_alloc(pkt, ROOM) + ROOM - 1;

    do
        *--text = (char)('0' + value % 10);
    while (value /= 10);
    return text;
}

char *
flowends_application(struct nc_packet *pkt, const struct flow_ends *ends)
{
    if (ends->application_by)
        return (char *)nc_layer_name(pkt, ends->application_by);
    return (char *)(ends->payload ? "Payload" : "");
}

char *
flowends_port(struct nc_packet *pkt, const struct flow_ends *ends, int side)
{
    return ends->transport_kind ? flowends_decimal(pkt, ends->port[side]) : (char *)"";
}

/* All of them one behind the other; the last is NULL. */
static ProtobufCBinaryData
joined(struct nc_packet *pkt, const char *const *texts)
{
    size_t sizes[FLOW_TEXTS_MAX], n = 0;
    ProtobufCBinaryData whole = { 0, NULL };
    uint8_t *to;

    for (; n < FLOW_TEXTS_MAX && texts[n]; n++)
        whole.len += sizes[n] = strlen(texts[n]);
    to = whole.data = nc_alloc(pkt, whole.len + 1);
    for (size_t i = 0; i < n; i++) {
        /* cppcheck-suppress uninitvar; the loop above has filled in n of them */
        memcpy(to, texts[i], sizes[i]);
        to += sizes[i];
    }
    return whole;
}

char *
flowends_md5(struct nc_packet *pkt, const char *const *texts)
{
    ProtobufCBinaryData whole = joined(pkt, texts);

    return nc_md5(pkt, whole.data, whole.len);
}

/* The type of the message that answers this one; -1: none does. */
static int
answer_to(const struct flow_ends *ends)
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
struct numbers {
    uint16_t port[2];
    bool there, one_way; /* one_way: the ends stay in the packet's order */
};

static struct numbers
numbers_of(const struct flow_ends *ends)
{
    struct numbers numbers = { { 0, 0 }, false, false };
    uint8_t number = flowends_transport_protocol(ends->transport_kind);

    if (ends->protocol == FLOW_ICMP || ends->protocol == FLOW_ICMPV6) {
        int answer = answer_to(ends);

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
static bool
is_hidden(const struct flow_ends *ends)
{
    return flowends_is_extension(ends->protocol) ||
           (!ends->control && (ends->protocol == FLOW_ICMP || ends->protocol == FLOW_ICMPV6));
}

/* Community ID, version 1: the lower end comes first. */
char *
flowends_community_id(struct nc_packet *pkt, const struct flow_ends *ends)
{
    enum { SEED_SIZE = 2, MOST = SEED_SIZE + 2 * NC_NETWORK_ADDRESS + 2 + 4 };
    size_t size = nc_address_size(ends->network_kind, NC_NETWORK_ADDRESS), n = SEED_SIZE;
    struct numbers numbers = numbers_of(ends);
    int order = memcmp(ends->network[0], ends->network[1], size);
    int first = order ? order > 0 : numbers.port[0] > numbers.port[1];
    uint8_t bytes[MOST] = { 0 };

    if (is_hidden(ends))
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
    return (char *)joined(pkt, (const char *const[]){ "1:", nc_sha1_base64(pkt, bytes, n),
                                                      NULL }).data;
}
