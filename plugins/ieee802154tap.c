/* SPDX-License-Identifier: Apache-2.0 */
/* Fields around a frame of IEEE 802.15.4, tcpdump.org/linktypes.html, LINKTYPE_IEEE802_15_4_TAP. */
#include <netcap/plugin.h>

#include "linktypes.h"

enum { HEADER_SIZE = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    size_t length;

    (void)record;
    nc_require(in, nc_u8(in) == 0, "version is not 0");
    nc_skip(in, 1);
    length = nc_u16_le(in);
    nc_require(in, length >= HEADER_SIZE, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_skip(in, length - HEADER_SIZE);
    nc_next(pkt, NC_LINKTYPE, LINKTYPE_IEEE802_15_4);
}

NC_PLUGIN(ieee802154tap,
    .name   = "IEEE802154TAP",
    .about  = "Fields around a frame of IEEE 802.15.4",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 283)),
    .decode = decode);
