/* SPDX-License-Identifier: Apache-2.0 */
/* Controller area network, tcpdump.org/linktypes/LINKTYPE_CAN_SOCKETCAN.html: known, but nothing is
 * inside. */
#include <netcap/plugin.h>

enum { EXTRA_LONG = 0x80, DATA_MOST = 64 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t length; /* or, in CAN XL, flags, of which one says so */

    (void)pkt;
    (void)record;
    nc_skip(in, 4); /* identifier */
    length = nc_u8(in);
    nc_require(in, length & EXTRA_LONG || length <= DATA_MOST, "more data than a frame may have");
    nc_skip(in, 3);
}

NC_PLUGIN(socketcan,
    .name   = "SocketCAN",
    .about  = "Controller area network, as Linux has it",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 227), NC_KEY(NC_ETHERTYPE, 0x000c),
                    NC_KEY(NC_ETHERTYPE, 0x000d), NC_KEY(NC_ETHERTYPE, 0x000e)),
    .decode = decode);
