/* SPDX-License-Identifier: Apache-2.0 */
/* Data of the Locator/ID Separation Protocol, RFC 9300 section 5.3: an IP packet behind flags, a
 * nonce and an instance; with RFC 9305 section 3 whatever the header says. */
#include "foreign.h"
#include "nextprotocol.h"

enum { NONCE = 0x80, VERSION = 0x10, INSTANCE = 0x08, HAS_NEXT = 0x04 };
enum { STATUS_BITS = 8 };

/* RFC 9305 leaves the number of MPLS unassigned. */
static uint16_t
type_of(uint8_t next)
{
    return next == NEXT_MPLS ? 0 : next_type(next);
}

/* Flags and a number of which the last byte may say what follows, then an instance of 24 bits
 * before the status of locators, or that alone. */
static uint8_t
read_header(struct nc_cursor *in, uint8_t *flags, uint32_t *instance)
{
    uint8_t next;

    *flags = nc_u8(in);
    nc_skip(in, 2);
    next = nc_u8(in);
    *instance = nc_u32(in) >> STATUS_BITS;
    if (*flags & HAS_NEXT)
        return next;
    return nc_peek(in) >> 4 == 6 ? NEXT_IPV6 : NEXT_IPV4;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint32_t instance;
    uint8_t flags, next = read_header(in, &flags, &instance);

    (void)record;
    if (flags & INSTANCE)
        nc_scope(pkt, NC_SCOPE_LISP, instance);
    if (nc_left(in) && type_of(next))
        nc_next(pkt, NC_ETHERTYPE, type_of(next));
}

/* Nonce and version of the map exclude each other, and what follows takes the nonce's last byte. */
static enum nc_answer
claim(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint32_t instance;
    uint8_t flags, next = read_header(first, &flags, &instance);
    enum nc_answer inside;

    nc_require(first, !(flags & NONCE && flags & VERSION), "both a nonce and a version");
    nc_require(first, type_of(next), "next protocol that is not known");
    inside = next_looks_right(next, *first, is->cut);
    nc_require(first, inside != NC_NO, "not inside what the header says");
    return inside;
}

static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    return foreign_or(claim, is, first);
}

NC_PLUGIN(lisp,
    .name   = "LISP",
    .about  = "Locator/ID Separation Protocol, what it carries",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4341)),
    .decode = decode,
    .recognise = recognise);
