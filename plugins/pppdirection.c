/* SPDX-License-Identifier: Apache-2.0 */
/* PPP behind a byte that says who sent it.  tcpdump.org/linktypes/LINKTYPE_PPP_WITH_DIR.html: it
 * stands before the frame; LINKTYPE_PPP_PPPD: in place of the frame's address. */
#include <netcap/plugin.h>

enum { UNNUMBERED = 0x03, LINKTYPE_PPP = 9 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_skip(in, 1);
    if (nc_peek(in) == UNNUMBERED)
        nc_skip(in, 1);
    nc_next(pkt, NC_LINKTYPE, LINKTYPE_PPP);
}

NC_PLUGIN(pppdirection,
    .name   = "PPPDirection",
    .about  = "PPP frames with their direction",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 204), NC_KEY(NC_LINKTYPE, 166)),
    .decode = decode);
