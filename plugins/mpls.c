/* SPDX-License-Identifier: Apache-2.0 */
/* MPLS label stack, RFC 3032, and what the last label may carry: nothing in it says. */
#include <netcap/plugin.h>

#include "ieee8023.h"
#include "mpls.pb-c.h"
#include "netcap.pb-c.h"

enum { IPV4 = 0x0800, IPV6 = 0x86dd, MPLS = 0x8847, ETHERNET = 0x6558 };
enum { OAM_ALERT = 14, CONTROL_WORD = 4, ADDRESSES = 12, LEAST_LLC = 3 };
enum { IGMP = 2, IPV4_HEADER = 20, IPV6_HEADER = 40, WORD = 4 };

#define HEADER(_)            \
    _(UINT, label, 20)       \
    _(UINT, trafficclass, 3) \
    _(UINT, stackbottom, 1)  \
    _(UINT, ttl, 8)

NC_HEADER(Types__MPLS, HEADER)

/* What a customer's frame is likely to have as its EtherType. */
static bool
is_common(uint16_t type)
{
    switch (type) {
    case 0x0800: case 0x0806: case 0x86dd: case 0x8100: case 0x88a8: case 0x8847: case 0x8848:
    case 0x8863: case 0x8864: case 0x888e: case 0x88cc: case 0x88e5: case 0x88e7: case 0x9000:
        return true;
    default:
        return false;
    }
}

/* Whether an Ethernet frame begins `at` bytes ahead: for certain, or for all one can tell. */
static bool
frame_begins(const struct nc_cursor *in, size_t at, bool certain)
{
    struct nc_cursor ahead = nc_ahead(in);
    uint8_t to, from;
    uint16_t type;

    nc_skip(&ahead, at + ADDRESSES);
    type = nc_u16(&ahead);
    if (!nc_ok(&ahead))
        return false;
    if (type >= IEEE8023_LEAST_TYPE)
        return !certain || is_common(type);
    if (type < LEAST_LLC || type > nc_left(&ahead))
        return false;
    /* A frame with its length, IEEE 802.3: most have the same access point at both ends. */
    to = nc_u8(&ahead);
    from = nc_u8(&ahead);
    return to == from;
}

static bool
is_summed(const struct nc_cursor *in, size_t size)
{
    struct nc_cursor ahead = nc_ahead(in);
    uint32_t sum = 0;

    for (size_t i = 0; i < size && nc_ok(&ahead); i += 2)
        sum += nc_u16(&ahead);
    return nc_ok(&ahead) && (sum & 0xffff) + (sum >> 16) == 0xffff;
}

/* What hosts and routers send behind a header of either version. */
static bool
is_carried(uint8_t protocol)
{
    switch (protocol) {
    case 1: case 2: case 4: case 6: case 17: case 41: case 43: case 44: case 46: case 47: case 50:
    case 51: case 58: case 59: case 60: case 88: case 89: case 103: case 112: case 115: case 132:
    case 136: case 137:
        return true;
    default:
        return false;
    }
}

/* Half of what a header of IPv4 says of itself may fail: cards leave checksums to be filled in,
 * captures are cut, and routers send on what others have damaged. */
static enum nc_answer
is_ipv4(const struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in);
    size_t left = nc_left(in), size = (size_t)WORD * (nc_u8(&ahead) & 15), length;
    uint8_t protocol;

    nc_skip(&ahead, 1);
    length = nc_u16(&ahead);
    nc_skip(&ahead, 5);
    protocol = nc_u8(&ahead);
    if (left < IPV4_HEADER)
        return size < IPV4_HEADER ? NC_NO : NC_MORE;
    if (size < IPV4_HEADER || (length && length < size))
        return NC_NO;
    if (is_summed(in, size))
        return NC_YES;
    return (length && length <= left) || is_carried(protocol) ? NC_MORE : NC_NO;
}

/* It has no checksum, so the length must agree to be sure. */
static enum nc_answer
is_ipv6(const struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in);
    size_t left = nc_left(in), length;
    uint8_t protocol;

    nc_skip(&ahead, 4);
    length = nc_u16(&ahead);
    protocol = nc_u8(&ahead);
    if (left < IPV6_HEADER)
        return NC_MORE;
    if (protocol && (protocol <= IGMP || !is_carried(protocol))) /* 0 are options */
        return NC_NO;
    return length == left - IPV6_HEADER ? NC_YES : NC_MORE;
}

/* The first four bits of a frame's address may be a version of IP as well: its header is asked. */
static uint16_t
ip_of(const struct nc_cursor *in)
{
    int version = nc_peek(in) >> 4;
    enum nc_answer answer = version == 4 ? is_ipv4(in) : version == 6 ? is_ipv6(in) : NC_NO;

    if (answer == NC_NO || (answer == NC_MORE && frame_begins(in, 0, true)))
        return 0;
    return version == 4 ? IPV4 : IPV6;
}

/* A pseudowire's control word begins with four zero bits, RFC 4385, and so do the addresses of
 * many makers and groups: the type tells, wherever a frame would have it. */
static void
guess(struct nc_packet *pkt, struct nc_cursor *in, int label)
{
    uint8_t first = nc_peek(in);
    uint16_t ip = ip_of(in);

    if (ip)
        nc_next(pkt, NC_ETHERTYPE, ip);
    else if (label == OAM_ALERT) /* RFC 3429: what it brings begins with zeros as well */
        return;
    else if (frame_begins(in, 0, true)) {
        nc_scope(pkt, NC_SCOPE_MPLS, (uint64_t)label);
        nc_next(pkt, NC_ETHERTYPE, ETHERNET);
    } else if (first >> 4 == 0 && frame_begins(in, CONTROL_WORD, false)) {
        nc_scope(pkt, NC_SCOPE_MPLS, (uint64_t)label);
        nc_skip(in, CONTROL_WORD);
        nc_next(pkt, NC_ETHERTYPE, ETHERNET);
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__MPLS *mpls = record;

    if (!mpls->stackbottom)
        nc_next(pkt, NC_ETHERTYPE, MPLS);
    else
        guess(pkt, in, mpls->label);
}

NC_SCHEMA(mpls);

NC_PLUGIN(mpls,
    .name   = "MPLS",
    .about  = "Multiprotocol Label Switching, one label",
    .type   = TYPES__TYPE__NC_MPLS,
    .record = &types__mpls__descriptor,
    .schema = &mpls_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, MPLS), NC_KEY(NC_ETHERTYPE, 0x8848),
                    NC_KEY(NC_IPPROTO, 137), NC_KEY(NC_PPP, 0x0281), NC_KEY(NC_PPP, 0x0283),
                    NC_KEY(NC_LINKTYPE, 219)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
