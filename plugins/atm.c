/* SPDX-License-Identifier: Apache-2.0 */
/* Frames of ATM as SunATM has them, tcpdump.org/linktypes/LINKTYPE_SUNATM.html, with what they
 * hold: RFC 2684's encapsulations, or an emulated Ethernet. */
#include "ieee8023.h"
#include "linktypes.h"

enum { KIND = 15, LAN_EMULATION = 1, LLC_FRAME = 2, CLIENT_SIZE = 2 };
enum { CONTROL_FRAME = 0xff00 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t kind = nc_u8(in) & KIND;

    (void)record;
    nc_skip(in, 3); /* path and channel */
    if (!nc_ok(in))
        return;
    if (kind == LLC_FRAME)
        nc_next(pkt, NC_ETHERTYPE, IEEE8023_LLC);
    /* LAN Emulation over ATM 1.0 section 4.1: a client's number, which no client has. */
    if (kind == LAN_EMULATION && nc_u16(in) != CONTROL_FRAME)
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_ETHERNET);
}

NC_PLUGIN(atm,
    .name   = "ATM",
    .about  = "Frames of ATM, as SunATM has them",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 123)),
    .decode = decode);
