/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet frames with the tag of a switch of Broadcom's or Marvell's. */
#include "switchtag.h"

enum { TAG_SIZE = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    read_tagged(pkt, in, TAG_SIZE);
}

NC_PLUGIN(switchtag,
    .name   = "SwitchTag",
    .about  = "Ethernet frames with the tag of a switch",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 281), NC_KEY(NC_LINKTYPE, 284)),
    .decode = decode);
