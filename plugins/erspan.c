/* SPDX-License-Identifier: Apache-2.0 */
/* ERSPAN types II and III, draft-foschiano-erspan; type I has no header. */
#include <netcap/plugin.h>

#include "linktypes.h"

enum { TYPE_II = 1, TYPE_III = 2, VLAN_BITS = 0xfff };
enum { FRAME_ETHERNET = 0, FRAME_IP = 2, SUBHEADER = 8, ETHERNET = 0x6558 };

/* All other frame types are reserved: nothing is known of what they bring. */
static void
say_frame(struct nc_packet *pkt, uint16_t type)
{
    if (type == FRAME_ETHERNET)
        nc_next(pkt, NC_ETHERTYPE, ETHERNET);
    else if (type == FRAME_IP)
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_RAW);
    else
        nc_next(pkt, NC_SPACE('E', 'R', 'S', 'F'), type);
}

/* The VLAN that the frame was mirrored on, whose tag it need not have any more.  The session is no
 * scope: each direction may have a mirror of its own. */
static void
tell_scope(struct nc_packet *pkt, uint16_t vlan)
{
    if (vlan)
        nc_scope(pkt, NC_SCOPE_ERSPAN, vlan);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t first = nc_u16(in), version = first >> 12, last;

    (void)record;
    nc_require(in, version == TYPE_II || version == TYPE_III, "type is neither II nor III");
    nc_skip(in, 6);
    tell_scope(pkt, first & VLAN_BITS);
    if (version == TYPE_II) {
        say_frame(pkt, FRAME_ETHERNET);
        return;
    }
    nc_skip(in, 2);
    last = nc_u16(in);
    if (last & 1)
        nc_skip(in, SUBHEADER);
    say_frame(pkt, last >> 10 & 31);
}

NC_PLUGIN(erspan,
    .name   = "ERSPAN",
    .about  = "Encapsulated Remote Switch Port Analyzer",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88be), NC_KEY(NC_ETHERTYPE, 0x22eb)),
    .decode = decode);
