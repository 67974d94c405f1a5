/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet frames as a switch's processor has them, a tag of the switch's own between the addresses
 * and the type: tcpdump.org/linktypes/LINKTYPE_DSA_TAG_BRCM.html, LINKTYPE_DSA_TAG_DSA.html */
#ifndef SWITCHTAG_H
#define SWITCHTAG_H

#include "ieee8023.h"

enum { MAC_SIZE = 6 };

static inline void
read_tagged(struct nc_packet *pkt, struct nc_cursor *in, size_t tag)
{
    const uint8_t *addresses = nc_view(in, (size_t)2 * MAC_SIZE);
    uint16_t type;

    nc_skip(in, tag);
    type = nc_u16(in);
    if (!nc_ok(in))
        return;
    nc_link(pkt, NC_ENDPOINT_MAC, addresses + MAC_SIZE, addresses, MAC_SIZE);
    ieee8023_next(pkt, in, type);
}

#endif
