/* SPDX-License-Identifier: Apache-2.0 */
/* Low-rate wireless networks, IEEE 802.15.4 section 7.2: known, but nothing is inside.  The link
 * types differ in whether a check sequence ends the frame. */
#include <netcap/plugin.h>

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    nc_skip(in, 2); /* frame control */
}

NC_PLUGIN(ieee802154,
    .name   = "IEEE802154",
    .about  = "Low-rate wireless networks, IEEE 802.15.4",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 195), NC_KEY(NC_LINKTYPE, 230),
                    NC_KEY(NC_ETHERTYPE, 0x00f6)),
    .decode = decode);
