/* SPDX-License-Identifier: Apache-2.0 */
/* Teredo, RFC 4380 section 5.1.1: IPv6 in UDP, behind up to two indications. */
#include "foreign.h"
#include "inner.h"

enum { ORIGIN = 0, AUTHENTICATION = 1, ORIGIN_REST = 6, NONCE_AND_CONFIRMATION = 9, IPV6 = 41 };

enum { IPV6_HEADER = 40, HOP_BY_HOP = 0, NO_NEXT_HEADER = 59 };

static void
skip_indications(struct nc_cursor *in)
{
    while (nc_left(in) && nc_peek(in) == 0) {
        uint16_t indication = nc_u16(in);

        if (indication == AUTHENTICATION) {
            size_t identifier = nc_u8(in), value = nc_u8(in);

            nc_skip(in, identifier + value + NONCE_AND_CONFIRMATION);
        } else {
            nc_require(in, indication == ORIGIN, "unknown indication");
            nc_skip(in, ORIGIN_REST);
        }
    }
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    skip_indications(in);
    nc_require(in, nc_left(in) > 0, nc_truncated);
    nc_require(in, nc_peek(in) >> 4 == 6, "no IPv6 packet inside");
    nc_next(pkt, NC_IPPROTO, IPV6);
}

/* Trailers behind the packet, each with type and length: RFC 6081 section 4. */
static bool
are_trailers(struct nc_cursor in)
{
    while (nc_left(&in)) {
        nc_skip(&in, 1);
        nc_skip(&in, nc_u8(&in));
    }
    return nc_ok(&in);
}

/* It is carried by IPv4 alone; a packet without payload is a bubble, section 2.8, and options
 * before the payload take eight bytes. */
static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    struct nc_cursor packet;
    uint16_t length;
    uint8_t next;

    nc_require(first, is->network_kind == NC_ENDPOINT_IPV4, "is not carried by IPv4");
    skip_indications(first);
    nc_require(first, is->cut || nc_left(first) > 0, nc_truncated);
    packet = *first;
    nc_require(first, nc_peek(&packet) >> 4 == 6, "no IPv6 packet inside");
    nc_skip(&packet, 4);
    length = nc_u16(&packet);
    next = nc_u8(&packet);
    nc_require(first, length > 0 || next == NO_NEXT_HEADER, "neither payload nor bubble");
    nc_require(first, length >= 8 || next != HOP_BY_HOP, "no room for its options");
    nc_require(first, inner_ipv6(*first, is->cut) == NC_YES,
               "IPv6 packet longer than the datagram");
    if (is->cut)
        return NC_MORE;
    nc_skip(first, IPV6_HEADER + (size_t)length);
    nc_require(first, are_trailers(*first), "neither an end nor trailers behind IPv6");
    return NC_YES;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(teredo,
    .name   = "Teredo",
    .about  = "Tunneling IPv6 over UDP through NATs",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 3544)),
    .decode = decode,
    .recognise = recognise);
