/* SPDX-License-Identifier: Apache-2.0 */
/* Generic UDP encapsulation, draft-ietf-intarea-gue section 3: variant 0 has a header, variant 1 is
 * a packet of IP as it is, told by the same two bits. */
#include "foreign.h"
#include "inner.h"

enum { CONTROL = 0x20, LENGTH = 0x1f, WORD = 4, FLAGS = 2, IPV6_HEADER = 40 };
enum { ICMP = 1, IPV4 = 4, TCP = 6, UDP = 17, IPV6 = 41, GRE = 47, ESP = 50, AH = 51, ICMPV6 = 58,
       IPV6_NO_NEXT = 59, ETHERIP = 97, SCTP = 132, MPLS = 137, ETHERNET = 143 };
enum { TCP_LEAST = 5 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t first = nc_peek(in), protocol;

    (void)record;
    if (first >> 6 == 1) {
        nc_require(in, first >> 4 == 4 || first >> 4 == 6, "neither variant of the header");
        nc_next(pkt, NC_IPPROTO, first >> 4 == 4 ? IPV4 : IPV6);
        return;
    }
    nc_skip(in, 1);
    protocol = nc_u8(in);
    nc_require(in, first >> 6 == 0, "neither variant of the header");
    nc_skip(in, FLAGS);
    nc_skip(in, (size_t)(first & LENGTH) * WORD);
    if (!(first & CONTROL) && protocol != IPV6_NO_NEXT)
        nc_next(pkt, NC_IPPROTO, protocol);
}

/* A packet without a header is one up to its end, or there would be little to tell it by. */
static enum nc_answer
recognise_packet(bool cut, struct nc_cursor *first)
{
    bool six = nc_peek(first) >> 4 == 6;
    size_t all = nc_left(first);
    struct nc_cursor at = *first;
    size_t length;

    nc_skip(&at, six ? 4 : 2);
    length = nc_u16(&at) + (six ? IPV6_HEADER : 0u);
    nc_require(first, (six ? inner_ipv6(*first, cut) : inner_ipv4(*first, cut)) == NC_YES,
               "neither variant of the header");
    nc_require(first, cut || length == all, "length that is not the datagram's");
    return cut ? NC_MORE : NC_YES;
}

/* RFC 9293 section 3.1. */
static enum nc_answer
is_tcp(struct nc_cursor in, bool cut)
{
    size_t all = nc_left(&in), words;

    nc_skip(&in, 12);
    words = nc_u8(&in) >> 4;
    return cut || (words >= TCP_LEAST && words * WORD <= all) ? NC_MORE : NC_NO;
}

/* Of what hosts and routers send; any other number is as likely another protocol's. */
static enum nc_answer
inside(uint8_t protocol, struct nc_cursor in, bool cut)
{
    size_t all = nc_left(&in);

    switch (protocol) {
    case IPV4: return inner_ipv4(in, cut);
    case IPV6: return inner_ipv6(in, cut);
    case ICMP: return cut || (all && inner_summed(in)) ? NC_MORE : NC_NO;
    case TCP: return is_tcp(in, cut);
    case UDP:
        nc_skip(&in, 4);
        return cut ? NC_MORE : nc_u16(&in) == all ? NC_YES : NC_NO;
    case IPV6_NO_NEXT: return all ? NC_NO : NC_MORE;
    case GRE: case ESP: case AH: case ICMPV6: case ETHERIP: case SCTP: case MPLS: case ETHERNET:
        return NC_MORE;
    default: return NC_NO;
    }
}

/* Flags that need more words than the header has are another's: each stands for one at least. */
static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t start = nc_peek(first), protocol;
    enum nc_answer answer;
    uint16_t flags;

    /* Its requests and answers begin like a header with ICMP inside. */
    if (foreign_stun(*first, is->cut))
        return NC_NO;
    if (start >> 6 == 1)
        return recognise_packet(is->cut, first);
    nc_require(first, start >> 6 == 0, "neither variant of the header");
    nc_skip(first, 1);
    protocol = nc_u8(first);
    flags = nc_u16(first);
    nc_skip(first, (size_t)(start & LENGTH) * WORD);
    nc_require(first, !flags || (start & LENGTH), "flags without their fields");
    if (start & CONTROL)
        return NC_MORE;
    answer = inside(protocol, *first, is->cut);
    nc_require(first, answer != NC_NO, "not inside what the header says");
    return answer;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(gue,
    .name   = "GUE",
    .about  = "Generic UDP encapsulation",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 6080)),
    .decode = decode,
    .recognise = recognise);
