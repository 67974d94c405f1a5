/* SPDX-License-Identifier: Apache-2.0 */
/* ERSPAN types II and III, draft-foschiano-erspan; type I has no header. */
#include <netcap/plugin.h>

enum { TYPE_II = 1, TYPE_III = 2 };
enum { FRAME_IP = 2, SUBHEADER = 8, ETHERNET = 0x6558, LINKTYPE_RAW = 101 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    int version = nc_u8(in) >> 4;
    uint16_t last;

    (void)record;
    nc_require(in, version == TYPE_II || version == TYPE_III, "type is neither II nor III");
    nc_skip(in, 7);
    nc_next(pkt, NC_ETHERTYPE, ETHERNET);
    if (version == TYPE_II)
        return;
    nc_skip(in, 2);
    last = nc_u16(in);
    if (last & 1)
        nc_skip(in, SUBHEADER);
    if ((last >> 10 & 31) == FRAME_IP)
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_RAW);
}

NC_PLUGIN(erspan,
    .name   = "ERSPAN",
    .about  = "Encapsulated Remote Switch Port Analyzer",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88be), NC_KEY(NC_ETHERTYPE, 0x22eb)),
    .decode = decode);
