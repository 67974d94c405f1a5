/* SPDX-License-Identifier: Apache-2.0 */
/* EtherCAT frames, IEC 61158-4-12, over Ethernet: known, but nothing is inside. */
#include <netcap/plugin.h>

enum { LENGTH = 0x07ff, COMMANDS = 1, VARIABLES = 4, MAILBOX = 5 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t head = nc_u16_le(in), type = head >> 12;

    (void)pkt;
    (void)record;
    nc_require(in, type == COMMANDS || type == VARIABLES || type == MAILBOX,
               "frame of an unknown type");
    nc_skip(in, head & LENGTH);
}

NC_PLUGIN(ethercat,
    .name   = "EtherCAT",
    .about  = "Ethernet for Control Automation Technology, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88a4)),
    .decode = decode);
