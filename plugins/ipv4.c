/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4, RFC 791. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

#include "ipv4.pb-c.h"
#include "netcap.pb-c.h"

enum { LEAST_HEADER = 20, LEAST_WORDS = 5, MORE_FRAGMENTS = 1, ADDRESSES = 12, ADDRESS = 4,
       UNIT = 8 };

#define HEADER(_)           \
    _(UINT, version, 4)     \
    _(UINT, ihl, 4)         \
    _(UINT, tos, 8)         \
    _(UINT, length, 16)     \
    _(UINT, id, 16)         \
    _(UINT, flags, 3)       \
    _(UINT, fragoffset, 13) \
    _(UINT, ttl, 8)         \
    _(UINT, protocol, 8)    \
    _(UINT, checksum, 16)   \
    _(IPV4, srcip, 32)      \
    _(IPV4, dstip, 32)

NC_HEADER(Types__IPv4, HEADER)

static void
read_options(struct nc_packet *pkt, struct nc_cursor *in, Types__IPv4 *ip)
{
    struct nc_cursor list = nc_slice(in, (size_t)ip->ihl * 4 - LEAST_HEADER);
    struct nc_tlv tlv;

    while (nc_ip_option(&list, &tlv)) {
        Types__IPv4Option *option = nc_add(pkt, ip, options, types__ipv4_option);

        option->optiontype = tlv.type;
        option->optionlength = tlv.length;
        option->optiondata = tlv.value;
        if (tlv.type == 0) {
            ip->padding = nc_rest(&list);
            break;
        }
    }
    if (nc_ok(in) && !nc_ok(&list))
        nc_malformed(pkt, nc_reason(&list));
}

/* RFC 791 section 3.1: a pointer, counted from the option's first byte, to the next of the hosts
 * that it goes through, the last of which it is for; beyond them all the header has that one. */
static void
follow_route(struct nc_packet *pkt, ProtobufCBinaryData route)
{
    enum { POINTER = 1, BEFORE = 2, LEAST_POINTER = BEFORE + POINTER + 1 };

    if (route.len && route.data[0] > route.len + BEFORE)
        return;
    if (route.len < POINTER + ADDRESS || (route.len - POINTER) % ADDRESS ||
        route.data[0] < LEAST_POINTER)
        nc_readdressed(pkt);
    else
        nc_network_ends(pkt, NULL, route.data + route.len - ADDRESS, ADDRESS);
}

/* Through hosts named in an option it goes to the last of them, and its checksums with that one:
 * RFC 1122 sections 3.2.1.8 and 4.2.3.8. */
static void
find_end(struct nc_packet *pkt, const Types__IPv4 *ip)
{
    enum { LOOSE = 131, STRICT = 137 };

    for (size_t i = 0; i < ip->n_options; i++)
        if (ip->options[i]->optiontype == LOOSE || ip->options[i]->optiontype == STRICT)
            follow_route(pkt, ip->options[i]->optiondata);
}

/* A length of zero says nothing of how much the capture has cut off. */
static void
verify(struct nc_packet *pkt, const struct nc_cursor *in, const Types__IPv4 *ip, bool has_length)
{
    struct nc_cursor all = nc_window(in, 0, (size_t)ip->ihl * 4);

    if (!nc_ok(in))
        return;
    nc_verify_network(pkt, &all, (uint16_t)ip->checksum);
    find_end(pkt, ip);
    if (has_length && nc_tell(in) + nc_left(in) == (size_t)ip->length)
        nc_whole(pkt, in);
}

/* A fragment cut short by the capture cannot be put together with others. */
static void
report_fragment(struct nc_packet *pkt, const struct nc_cursor *in, const Types__IPv4 *ip)
{
    struct nc_fragment fragment = {
        .id = (uint32_t)ip->id, .offset = (uint32_t)ip->fragoffset * UNIT,
        .protocol = (uint8_t)ip->protocol, .next = (uint8_t)ip->protocol,
        .more = ip->flags & MORE_FRAGMENTS,
    };

    if (nc_tell(in) + nc_left(in) == (size_t)ip->length)
        nc_report_fragment(pkt, &fragment, in);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__IPv4 *ip = record;
    struct nc_cursor again = nc_window(in, ADDRESSES, nc_tell(in));
    const uint8_t *addresses = nc_view(&again, (size_t)2 * ADDRESS);
    bool has_length = ip->length != 0;

    nc_require(in, ip->version == 4, "version is not 4");
    nc_require(in, ip->ihl >= LEAST_WORDS, "header shorter than 20 bytes");
    /* Segmentation offload leaves the length to the network card, behind the capture. */
    if (!has_length)
        ip->length = (int32_t)nc_left(in) + LEAST_HEADER;
    nc_require(in, ip->length >= ip->ihl * 4, "length shorter than the header");
    if (nc_ok(in))
        nc_limit(in, (size_t)ip->length - LEAST_HEADER);
    read_options(pkt, in, ip);
    nc_addresses(pkt, ip->srcip, ip->dstip);
    nc_network(pkt, NC_ENDPOINT_IPV4, addresses, addresses + ADDRESS, ADDRESS,
               (uint8_t)ip->protocol);
    nc_network_length(pkt, (uint32_t)ip->length);
    nc_hops(pkt, (uint8_t)ip->ttl);
    verify(pkt, in, ip, has_length);
    nc_payload(pkt, in, &ip->payloadentropy, &ip->payloadsize);
    if (ip->fragoffset == 0 && !(ip->flags & MORE_FRAGMENTS))
        nc_next(pkt, NC_IPPROTO, (uint64_t)ip->protocol);
    else
        report_fragment(pkt, in, ip);
}

NC_SCHEMA(ipv4);

NC_PLUGIN(ipv4,
    .name   = "IPv4",
    .about  = "Internet Protocol, version 4",
    .type   = TYPES__TYPE__NC_IPv4,
    .record = &types__ipv4__descriptor,
    .schema = &ipv4_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x0800), NC_KEY(NC_LINKTYPE, 228), NC_KEY(NC_IPPROTO, 4),
                    NC_KEY(NC_IPPROTO, 94), NC_KEY(NC_LLC_SAP, 6), NC_KEY(NC_PPP, 0x0021)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
