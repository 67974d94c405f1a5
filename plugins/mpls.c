/* SPDX-License-Identifier: Apache-2.0 */
/* MPLS label stack, RFC 3032, and what the last label may carry: nothing in it says. */
#include <netcap/plugin.h>

#include "mpls.pb-c.h"
#include "netcap.pb-c.h"

enum { IPV4 = 0x0800, IPV6 = 0x86dd, MPLS = 0x8847, ETHERNET = 0x6558 };
enum { OAM_ALERT = 14, CONTROL_WORD = 4, ADDRESSES = 12, LEAST_TYPE = 0x600, LEAST_LLC = 3 };
enum { LEAST_IHL = 5 };

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
    if (type >= LEAST_TYPE)
        return !certain || is_common(type);
    if (type < LEAST_LLC || type > nc_left(&ahead))
        return false;
    /* A frame with its length, IEEE 802.3: most have the same access point at both ends. */
    to = nc_u8(&ahead);
    from = nc_u8(&ahead);
    return to == from;
}

/* A pseudowire's control word begins with four zero bits, RFC 4385, and so do the addresses of
 * many makers and groups: the type tells, wherever a frame would have it. */
static void
guess(struct nc_packet *pkt, struct nc_cursor *in, int label)
{
    uint8_t first = nc_peek(in);

    if (first >> 4 == 4 && (first & 15) >= LEAST_IHL)
        nc_next(pkt, NC_ETHERTYPE, IPV4);
    else if (first >> 4 == 6)
        nc_next(pkt, NC_ETHERTYPE, IPV6);
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

NC_PLUGIN(mpls,
    .name   = "MPLS",
    .about  = "Multiprotocol Label Switching, one label",
    .type   = TYPES__TYPE__NC_MPLS,
    .record = &types__mpls__descriptor,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, MPLS), NC_KEY(NC_ETHERTYPE, 0x8848),
                    NC_KEY(NC_IPPROTO, 137), NC_KEY(NC_PPP, 0x0281), NC_KEY(NC_PPP, 0x0283),
                    NC_KEY(NC_LINKTYPE, 219)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
