/* SPDX-License-Identifier: Apache-2.0 */
/* Cisco FabricPath: the tree that a frame takes and how many switches it may still pass, behind
 * addresses of switches; then the frame as it came in. */
#include <netcap/plugin.h>

enum { TAG = 2, ETHERNET = 0x6558 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_skip(in, TAG);
    nc_next(pkt, NC_ETHERTYPE, ETHERNET);
}

NC_PLUGIN(fabricpath,
    .name   = "FabricPath",
    .about  = "Frames of Ethernet between switches of Cisco's FabricPath",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x8903)),
    .decode = decode);
