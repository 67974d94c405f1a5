/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet frames with the tag of a switch of Marvell's behind a type, which is programmable, and
 * two zero bytes: tcpdump.org/linktypes/LINKTYPE_DSA_TAG_EDSA.html */
#include "switchtag.h"

enum { TAG_SIZE = 8 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    read_tagged(pkt, in, TAG_SIZE);
}

NC_PLUGIN(switchtype,
    .name   = "SwitchType",
    .about  = "Ethernet frames with the tag of a switch behind a type",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 285)),
    .decode = decode);
