/* SPDX-License-Identifier: Apache-2.0 */
/* Protocol Independent Multicast, RFC 7761 section 4.9: only a Register has something inside, the
 * packet on its way to the rendezvous point. */
#include <netcap/plugin.h>

#include "linktypes.h"

enum { VERSION = 2, REGISTER = 1, NULL_REGISTER = 0x40, HEADER_REST = 3, FLAGS_REST = 3 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t first = nc_u8(in), flags;

    (void)record;
    nc_require(in, first >> 4 == VERSION, "version is not 2");
    nc_skip(in, HEADER_REST);
    if ((first & 15) != REGISTER)
        return;
    flags = nc_u8(in);
    nc_skip(in, FLAGS_REST);
    /* A null register has a header alone, of a packet that there never was. */
    if (flags & NULL_REGISTER)
        return;
    if (nc_left(in))
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_RAW);
}

NC_PLUGIN(pim,
    .name   = "PIM",
    .about  = "Protocol Independent Multicast, version 2",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 103)),
    .decode = decode);
