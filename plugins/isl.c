/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco's Inter-Switch Link: behind an Ethernet header of its own, whose addresses name it, a whole
 * frame with the VLAN it belongs to, and its check sequence. */
#include "isl.h"
#include "linktypes.h"

enum { VLAN = 0x7fff, LLC_SIZE = 3, MAKER_SIZE = 3, RING_SIZE = 5 };

/* Before a frame of a ring there is where it came from: VLAN, routes, what it is without. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint64_t carries = nc_found_by(pkt).value;

    (void)record;
    nc_skip(in, LLC_SIZE + MAKER_SIZE);
    nc_scope(pkt, NC_SCOPE_VLAN, nc_u16(in) >> 1 & VLAN); /* the last bit: spanning tree and such */
    nc_skip(in, 4); /* port, ring */
    if (carries == ISL_ETHERNET)
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_ETHERNET);
    if (carries != ISL_TOKEN_RING)
        return;
    nc_skip(in, RING_SIZE);
    nc_next(pkt, NC_LINKTYPE, LINKTYPE_TOKEN_RING);
}

NC_PLUGIN(isl,
    .name   = "ISL",
    .about  = "Inter-Switch Link of Cisco",
    .on     = NC_ON(NC_KEY(ISL_FRAME, ISL_ETHERNET), NC_KEY(ISL_FRAME, ISL_TOKEN_RING),
                    NC_KEY(ISL_FRAME, ISL_FDDI), NC_KEY(ISL_FRAME, ISL_ATM)),
    .decode = decode);
