/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet frames as a switch's processor has them, a tag of the switch's own between the addresses
 * and the type: tcpdump.org/linktypes/LINKTYPE_DSA_TAG_BRCM.html, LINKTYPE_DSA_TAG_DSA.html; and
 * behind a type, which is programmable, and two zero bytes: LINKTYPE_DSA_TAG_EDSA.html */
#include "ieee8023.h"

enum { BROADCOM = 281, MARVELL = 284, MARVELL_TYPED = 285 };
enum { MAC_SIZE = 6, TAG = 4, TYPED_TAG = 8 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const uint8_t *addresses = nc_view(in, (size_t)2 * MAC_SIZE);

    (void)record;
    if (!nc_ok(in))
        return;
    nc_link(pkt, NC_ENDPOINT_MAC, addresses + MAC_SIZE, addresses, MAC_SIZE);
    ieee8023_behind(pkt, in, nc_found_by(pkt).value == MARVELL_TYPED ? TYPED_TAG : TAG);
}

NC_PLUGIN(switchtag,
    .name   = "SwitchTag",
    .about  = "Ethernet frames with the tag of a switch",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, BROADCOM), NC_KEY(NC_LINKTYPE, MARVELL),
                    NC_KEY(NC_LINKTYPE, MARVELL_TYPED)),
    .decode = decode);
