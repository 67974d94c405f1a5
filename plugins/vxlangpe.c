/* SPDX-License-Identifier: Apache-2.0 */
/* VXLAN with the generic protocol extension, draft-ietf-nvo3-vxlan-gpe section 3. */
#include "foreign.h"
#include "nextprotocol.h"

enum { VERSION = 0x30, VALID = 0x08, HAS_NEXT = 0x04, OAM = 0x01, RESERVED = 0xc0 };

/* None is Ethernet, as in VXLAN.  One without the flag for it is believed: some forget that. */
static uint8_t
next_of(uint8_t next)
{
    return next ? next : NEXT_ETHERNET;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t flags = nc_u8(in), next;
    uint32_t network;

    (void)record;
    nc_skip(in, 2);
    next = next_of(nc_u8(in));
    network = nc_u24(in);
    nc_skip(in, 1);
    nc_require(in, !(flags & VERSION), "version is not 0");
    if (flags & VALID)
        nc_scope(pkt, NC_SCOPE_VXLAN, network);
    if (!(flags & OAM) && nc_left(in) && next_type(next))
        nc_next(pkt, NC_ETHERTYPE, next_type(next));
}

static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint8_t flags = nc_u8(first), next, last;
    uint16_t reserved = nc_u16(first);
    enum nc_answer inside;

    next = nc_u8(first);
    nc_skip(first, 3);
    last = nc_u8(first);
    nc_require(first, !(flags & VERSION), "version is not 0");
    nc_require(first, !(flags & RESERVED) && !reserved && !last, "reserved bits are not 0");
    nc_require(first, flags & (VALID | HAS_NEXT), "neither a network nor a next protocol");
    nc_require(first, next_type(next_of(next)), "next protocol that is not known");
    inside = next_looks_right(next_of(next), *first, is->cut);
    nc_require(first, inside != NC_NO || (flags & OAM), "not inside what the header says");
    /* Without a next protocol it may as well be VXLAN as it was, on the port of an answer. */
    return inside == NC_YES && (next || flags & HAS_NEXT) ? NC_YES : NC_MORE;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(vxlangpe,
    .name   = "VXLANGPE",
    .about  = "VXLAN with the generic protocol extension",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4790)),
    .decode = decode,
    .recognise = recognise);
