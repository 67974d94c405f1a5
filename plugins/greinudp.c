/* SPDX-License-Identifier: Apache-2.0 */
/* GRE in UDP, RFC 8086: the header of RFC 2784 behind a port of its own. */
#include "foreign.h"
#include "inner.h"

enum { GRE = 47, CHECKSUM = 0x8000, KEY = 0x2000, SEQUENCE = 0x1000, RESERVED = 0x4fff };
enum { WORD = 4, ETHERNET = 0x6558, PPP = 0x880b, MPLS = 0x8847, MPLS_MULTICAST = 0x8848 };
enum { ERSPAN = 0x88be, ERSPAN_3 = 0x22eb, SERVICE = 0x894f, BOTTOM = 0x100 };
enum { OSI = 0x00fe, IS_IS = 0x83, CLNP = 0x81, PPPOE_DISCOVERY = 0x8863, PPPOE = 0x8864 };
enum { PPPOE_VERSION_TYPE = 0x11, LLDP = 0x88cc, CHASSIS = 2, NHRP = 0x2001, NHRP_VERSION_AT = 16 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_left(in) > 0, nc_truncated);
    nc_next(pkt, NC_IPPROTO, GRE);
}

/* RFC 3032 section 2.1: up to a last label. */
static enum nc_answer
labels(struct nc_cursor in)
{
    while (nc_left(&in))
        if (nc_u32(&in) & BOTTOM)
            return nc_ok(&in) ? NC_MORE : NC_NO;
    return NC_NO;
}

/* RFC 2332 section 5.2: fixed part, version 1. */
static bool
next_hop(struct nc_cursor in)
{
    nc_skip(&in, NHRP_VERSION_AT);
    return nc_u8(&in) == 1;
}

/* What tunnels carry, and whether its own header agrees.  Any other type may be what another
 * protocol has in these two bytes. */
static enum nc_answer
inside(uint16_t type, struct nc_cursor in, bool cut)
{
    switch (type) {
    case INNER_IPV4: case INNER_IPV6: case INNER_ARP:
        return inner_type(type, in, cut);
    case INNER_VLAN: case INNER_PROVIDER_VLAN:
        return inner_tagged(type, in, cut) == NC_YES ? NC_YES : NC_NO;
    case ETHERNET:
        return inner_ethernet(in, cut);
    case MPLS: case MPLS_MULTICAST:
        return labels(in);
    case PPP: case ERSPAN: case ERSPAN_3: case SERVICE:
        return NC_MORE;
    case OSI:
        return nc_peek(&in) >= CLNP && nc_peek(&in) <= IS_IS ? NC_MORE : NC_NO;
    case PPPOE_DISCOVERY: case PPPOE:
        return nc_peek(&in) == PPPOE_VERSION_TYPE ? NC_MORE : NC_NO;
    case LLDP:
        return nc_peek(&in) == CHASSIS ? NC_MORE : NC_NO;
    case NHRP:
        return next_hop(in) ? NC_MORE : NC_NO;
    default:
        return NC_NO;
    }
}

/* RFC 2784 section 2 and 2890 section 2: what is reserved is 0, and so are version and routing.
 * Only a right checksum speaks for what is not known. */
static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor whole = nc_ahead(first);
    uint16_t flags = nc_u16(first), type = nc_u16(first), reserved = 0;
    bool summed = flags & CHECKSUM && !is->cut;
    enum nc_answer answer;

    nc_require(first, !(flags & RESERVED), "reserved bits are not 0");
    nc_require(first, type >= IEEE8023_LEAST_TYPE || type == OSI, "protocol is no EtherType");
    /* RFC 2784 section 2.5: over the header and all that follows. */
    nc_require(first, !summed || inner_summed(whole), "wrong checksum");
    if (flags & CHECKSUM) {
        nc_skip(first, 2);
        reserved = nc_u16(first);
    }
    nc_require(first, reserved == 0, "reserved bits are not 0");
    nc_skip(first, (size_t)(!!(flags & KEY) + !!(flags & SEQUENCE)) * WORD);
    answer = inside(type, *first, is->cut);
    nc_require(first, answer != NC_NO || summed, "not inside what the header says");
    return answer == NC_YES ? NC_YES : NC_MORE;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(greinudp,
    .name   = "GREinUDP",
    .about  = "GRE in UDP, RFC 8086",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4754)),
    .decode = decode,
    .recognise = recognise);
