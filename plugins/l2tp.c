/* SPDX-License-Identifier: Apache-2.0 */
/* L2TP over UDP: version 2, RFC 2661 section 3.1, which carries PPP; version 3, RFC 3931 section
 * 4.1.2, which carries what both ends have agreed on. */
#include "foreign.h"
#include "l2tp.h"

enum { LENGTH = 0x4000, SEQUENCE = 0x0800, OFFSET = 0x0200, PRIORITY = 0x0100, RESERVED = 0x34f0,
       NUMBERS = 4 };

/* Up to what it carries; the tunnel, and the session in it. */
static uint32_t
read_data(struct nc_cursor *in, uint16_t flags)
{
    uint32_t session;

    if (flags & LENGTH) {
        uint16_t length = nc_u16(in);

        nc_require(in, length >= nc_tell(in) + NUMBERS, "length below that of the header");
        nc_require(in, !nc_ok(in) || length - nc_tell(in) <= nc_left(in), nc_truncated);
        if (nc_ok(in))
            nc_limit(in, length - nc_tell(in));
    }
    session = nc_u32(in);
    if (flags & SEQUENCE)
        nc_skip(in, NUMBERS);
    if (flags & OFFSET)
        nc_skip(in, nc_u16(in));
    return session;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t flags = nc_u16(in);

    (void)record;
    nc_require(in, (flags & L2TP_VERSION) == 2 || (flags & L2TP_VERSION) == 3,
               "version is neither 2 nor 3");
    if (flags & L2TP_CONTROL) {
        nc_require(in, flags & LENGTH && flags & SEQUENCE,
                   "control message without length or numbers");
        l2tp_control(in);
    } else if ((flags & L2TP_VERSION) == 2) {
        nc_scope(pkt, NC_SCOPE_L2TP, read_data(in, flags));
        if (nc_left(in))
            nc_next(pkt, NC_ETHERTYPE, L2TP_PPP);
    } else {
        nc_skip(in, 2);
        l2tp_session(pkt, in, nc_u32(in));
    }
}

/* A frame of PPP, with its framing or without: of what controls networks or the line, or of one of
 * the networks there are.  RFC 1661 section 2: the second byte is odd and the first even, unless
 * that is left out. */
static bool
is_ppp(struct nc_cursor in)
{
    uint16_t protocol = nc_u16(&in);

    if (protocol == L2TP_FRAMING)
        protocol = nc_u16(&in);
    switch (protocol) {
    case 0x0021: case 0x002b: case 0x002d: case 0x002f: case 0x003d: case 0x0057: case 0x00fd:
        return true;
    default:
        return protocol >> 8 == 0x21 ||
               ((protocol & 0x101) == 1 && (protocol >> 12 == 0x8 || protocol >> 12 == 0xc));
    }
}

static enum nc_answer
recognise_data(struct nc_cursor *first, uint16_t flags, bool cut)
{
    bool ppp;

    if ((flags & L2TP_VERSION) == 2) {
        struct nc_cursor data = *first;

        (void)read_data(&data, flags);
        if (cut && flags & LENGTH)
            return NC_MORE;
        nc_require(first, nc_ok(&data), nc_reason(&data));
        nc_require(first, is_ppp(data), "no frame of PPP inside");
        return NC_YES;
    }
    nc_require(first, nc_u16(first) == 0, "reserved bits are not 0");
    nc_require(first, nc_u32(first) != 0, "session is 0");
    return l2tp_frame_at(first, cut, &ppp) <= L2TP_BEHIND_MOST ? NC_YES : NC_MORE;
}

static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    size_t all = nc_left(first);
    uint16_t flags = nc_u16(first), length;

    nc_require(first, (flags & L2TP_VERSION) == 2 || (flags & L2TP_VERSION) == 3,
               "version is neither 2 nor 3");
    nc_require(first, !(flags & RESERVED), "reserved bits are not 0");
    if (!(flags & L2TP_CONTROL))
        return recognise_data(first, flags, is->cut);
    nc_require(first, flags & LENGTH && flags & SEQUENCE && !(flags & (OFFSET | PRIORITY)),
               "control message without length or numbers");
    length = nc_u16(first);
    nc_require(first, length >= L2TP_CONTROL_LEAST && (is->cut || length == all),
               "length that is not the datagram's");
    return NC_YES;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(l2tp,
    .name   = "L2TP",
    .about  = "Layer Two Tunneling Protocol over UDP, versions 2 and 3",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 1701)),
    .decode = decode,
    .recognise = recognise);
