/* SPDX-License-Identifier: Apache-2.0 */
/* Spanning tree and its neighbours on the same address, IEEE 802.1D clause 9 and 12: known, but
 * nothing is inside. */
#include <netcap/plugin.h>

enum { SPANNING_TREE = 0, REGISTRATION = 1 };
enum { CONFIGURATION = 0, RAPID = 2, TOPOLOGY_CHANGE = 128, CONFIGURATION_SIZE = 31 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t protocol = nc_u16(in);
    uint8_t type;

    (void)pkt;
    (void)record;
    nc_require(in, protocol == SPANNING_TREE || protocol == REGISTRATION,
               "neither spanning tree nor registration");
    if (protocol == REGISTRATION)
        return;
    nc_skip(in, 1); /* version */
    type = nc_u8(in);
    nc_require(in, type == CONFIGURATION || type == RAPID || type == TOPOLOGY_CHANGE,
               "message of an unknown type");
    if (type != TOPOLOGY_CHANGE)
        nc_skip(in, CONFIGURATION_SIZE);
}

NC_PLUGIN(stp,
    .name   = "STP",
    .about  = "Spanning Tree Protocol, IEEE 802.1D",
    .on     = NC_ON(NC_KEY(NC_LLC_SAP, 0x42), NC_KEY(NC_SNAP, 0x00000c010b)),
    .decode = decode);
