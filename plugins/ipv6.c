/* SPDX-License-Identifier: Apache-2.0 */
/* IPv6, RFC 8200 section 3. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

#include "ipv6.pb-c.h"
#include "ipv6options.h"
#include "netcap.pb-c.h"

enum { JUMBO = 0xc2, JUMBO_LENGTH = 4, ADDRESSES = 8, ADDRESS = 16, HEADER_SIZE = 40 };

#define HEADER(_)            \
    _(UINT, version, 4)      \
    _(UINT, trafficclass, 8) \
    _(UINT, flowlabel, 20)   \
    _(UINT, length, 16)      \
    _(UINT, nextheader, 8)   \
    _(UINT, hoplimit, 8)     \
    _(IPV6, srcip, 128)      \
    _(IPV6, dstip, 128)

NC_HEADER(Types__IPv6, HEADER)

/* The length that a jumbogram has in its options, RFC 2675; without it whatever is there. */
static size_t
jumbo_length(const Types__IPv6HopByHop *hopbyhop)
{
    for (size_t i = 0; i < hopbyhop->n_options; i++) {
        const Types__IPv6HopByHopOption *option = hopbyhop->options[i];
        const uint8_t *data = option->optiondata.data;

        if (option->optiontype == JUMBO && option->optionlength == JUMBO_LENGTH)
            return (size_t)data[0] << 24 | (size_t)data[1] << 16 | (size_t)data[2] << 8 | data[3];
    }
    return SIZE_MAX;
}

static void
limit_jumbogram(struct nc_packet *pkt, struct nc_cursor *in, size_t length)
{
    nc_limit(in, length);
    if (length <= UINT32_MAX - HEADER_SIZE)
        nc_network_length(pkt, HEADER_SIZE + (uint32_t)length);
}

/* The header stays unread, for it has a record of its own, but is none of the payload. */
static void
look_ahead(struct nc_packet *pkt, struct nc_cursor *in, Types__IPv6 *ip)
{
    struct nc_cursor ahead = nc_ahead(in), payload;
    Types__IPv6HopByHop *hopbyhop = nc_new(pkt, types__ipv6_hop_by_hop);

    read_hop_by_hop(pkt, &ahead, hopbyhop);
    if (!nc_ok(in) || !nc_ok(&ahead)) {
        nc_payload(pkt, in, &ip->payloadentropy, &ip->payloadsize);
        return;
    }
    ip->hopbyhop = hopbyhop;
    if (ip->length == 0)
        limit_jumbogram(pkt, in, jumbo_length(hopbyhop));
    payload = nc_ahead(in);
    nc_skip(&payload, nc_tell(&ahead) - nc_tell(in));
    nc_payload(pkt, &payload, &ip->payloadentropy, &ip->payloadsize);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__IPv6 *ip = record;
    struct nc_cursor again = nc_window(in, ADDRESSES, nc_tell(in));
    const uint8_t *addresses = nc_view(&again, (size_t)2 * ADDRESS);

    nc_require(in, ip->version == 6, "version is not 6");
    if (ip->length || ip->nextheader == IPV6_NO_NEXT)
        nc_limit(in, (size_t)ip->length);
    nc_addresses(pkt, ip->srcip, ip->dstip);
    nc_network(pkt, NC_ENDPOINT_IPV6, addresses, addresses + ADDRESS, ADDRESS,
               (uint8_t)ip->nextheader);
    nc_network_length(pkt, HEADER_SIZE + (ip->length ? (uint32_t)ip->length
                                                     : (uint32_t)nc_left(in)));
    nc_hops(pkt, (uint8_t)ip->hoplimit);
    if (ip->length && nc_left(in) == (size_t)ip->length)
        nc_whole(pkt, in);
    if (ip->nextheader == IPV6_HOP_BY_HOP)
        look_ahead(pkt, in, ip);
    else
        nc_payload(pkt, in, &ip->payloadentropy, &ip->payloadsize);
    if (ip->nextheader != IPV6_NO_NEXT)
        nc_next(pkt, NC_IPPROTO, (uint64_t)ip->nextheader);
}

NC_SCHEMA(ipv6);

NC_PLUGIN(ipv6,
    .name   = "IPv6",
    .about  = "Internet Protocol, version 6",
    .type   = TYPES__TYPE__NC_IPv6,
    .record = &types__ipv6__descriptor,
    .schema = &ipv6_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x86dd), NC_KEY(NC_LINKTYPE, 229), NC_KEY(NC_IPPROTO, 41),
                    NC_KEY(NC_PPP, 0x0057)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
