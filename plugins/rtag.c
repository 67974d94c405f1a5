/* SPDX-License-Identifier: Apache-2.0 */
/* Redundancy tags, IEEE 802.1CB section 7.8: 16 bits that are reserved, and a number by which
 * duplicates are known. */
#include "ieee8023.h"

enum { TAG = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    ieee8023_behind(pkt, in, TAG);
}

NC_PLUGIN(rtag,
    .name   = "RTag",
    .about  = "Redundancy tags of frame replication, IEEE 802.1CB",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0xf1c1)),
    .decode = decode);
