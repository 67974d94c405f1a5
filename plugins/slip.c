/* SPDX-License-Identifier: Apache-2.0 */
/* IP over serial lines, tcpdump.org/linktypes/LINKTYPE_SLIP.html: what a capture has of it, headers
 * that were compressed on the line among it. */
#include <netcap/plugin.h>

#include "linktypes.h"

enum { HEADER_SIZE = 16 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_skip(in, HEADER_SIZE);
    if (nc_left(in))
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_RAW);
}

NC_PLUGIN(slip,
    .name   = "SLIP",
    .about  = "IP over serial lines",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 8)),
    .decode = decode);
