/* SPDX-License-Identifier: Apache-2.0 */
/* GRE in UDP, RFC 8086: the header of RFC 2784 behind a port of its own. */
#include "inner.h"

enum { GRE = 47, CHECKSUM = 0x8000, KEY = 0x2000, SEQUENCE = 0x1000, RESERVED = 0x4fff };
enum { WORD = 4, ETHERNET = 0x6558 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_left(in) > 0, nc_truncated);
    nc_next(pkt, NC_IPPROTO, GRE);
}

/* RFC 2784 section 2 and 2890 section 2: what is reserved is 0, and so are version and routing. */
static enum nc_answer
recognise(const struct nc_datagram *is, struct nc_cursor *first)
{
    uint16_t flags = nc_u16(first), type = nc_u16(first);
    enum nc_answer inside;

    nc_require(first, !(flags & RESERVED), "reserved bits are not 0");
    nc_require(first, type >= IEEE8023_LEAST_TYPE, "protocol is no EtherType");
    nc_skip(first, (size_t)(!!(flags & CHECKSUM) + !!(flags & KEY) + !!(flags & SEQUENCE)) * WORD);
    inside = type == ETHERNET ? inner_ethernet(*first, is->cut) : inner_type(type, *first, is->cut);
    nc_require(first, inside != NC_NO, "not inside what the header says");
    return inside;
}

NC_PLUGIN(greinudp,
    .name   = "GREinUDP",
    .about  = "GRE in UDP, RFC 8086",
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4754)),
    .decode = decode,
    .recognise = recognise);
