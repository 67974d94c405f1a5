/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco's Inter-Switch Link: behind an Ethernet header of its own, whose addresses name it, a whole
 * frame with the VLAN it belongs to, and its check sequence. */
#include "isl.h"
#include "linktypes.h"

enum { VLAN = 0x7fff, LLC_SIZE = 3, MAKER_SIZE = 3 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_skip(in, LLC_SIZE + MAKER_SIZE);
    nc_scope(pkt, NC_SCOPE_VLAN, nc_u16(in) >> 1 & VLAN); /* the last bit: spanning tree and such */
    nc_skip(in, 4); /* port, ring */
    nc_next(pkt, NC_LINKTYPE, LINKTYPE_ETHERNET);
}

NC_PLUGIN(isl,
    .name   = "ISL",
    .about  = "Inter-Switch Link of Cisco",
    .on     = NC_ON(NC_KEY(ISL_FRAME, 0)),
    .decode = decode);
