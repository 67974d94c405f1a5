/* SPDX-License-Identifier: Apache-2.0 */
/* Bluetooth host controller interface with its direction,
 * tcpdump.org/linktypes/LINKTYPE_BLUETOOTH_HCI_H4_WITH_PHDR.html */
#include <netcap/plugin.h>

enum { LINKTYPE_BLUETOOTH_HCI_H4 = 187 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_u32(in) <= 1, "neither sent nor received");
    nc_next(pkt, NC_LINKTYPE, LINKTYPE_BLUETOOTH_HCI_H4);
}

NC_PLUGIN(bluetoothdirection,
    .name   = "BluetoothDirection",
    .about  = "Bluetooth host controller interface, with its direction",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 201)),
    .decode = decode);
