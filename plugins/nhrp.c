/* SPDX-License-Identifier: Apache-2.0 */
/* Next Hop Resolution Protocol, RFC 2332 section 5.2: known, but nothing is inside. */
#include "counted.h"

enum { VERSION = 1, HEADER_SIZE = 20, TO_SIZE = 10, TO_VERSION = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t size;

    (void)pkt;
    (void)record;
    nc_skip(in, TO_SIZE); /* address family, protocol, hops */
    size = nc_u16(in);
    nc_skip(in, TO_VERSION); /* checksum, extensions */
    nc_require(in, nc_u8(in) == VERSION, "version is not 1");
    nc_skip(in, 3); /* type, lengths of both addresses */
    counted_rest(in, size, HEADER_SIZE, HEADER_SIZE);
}

NC_PLUGIN(nhrp,
    .name   = "NHRP",
    .about  = "Next Hop Resolution Protocol, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x2001), NC_KEY(NC_IPPROTO, 54)),
    .decode = decode);
