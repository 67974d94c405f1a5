/* SPDX-License-Identifier: Apache-2.0 */
/* E-Tags, IEEE 802.1BR section 7.5: priority and the port where the frame came in, group and port
 * where it goes, and extensions of both. */
#include "ieee8023.h"

enum { TAG = 6 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    ieee8023_behind(pkt, in, TAG);
}

NC_PLUGIN(etag,
    .name   = "ETag",
    .about  = "Tags of bridge port extension, IEEE 802.1BR",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x893f)),
    .decode = decode);
