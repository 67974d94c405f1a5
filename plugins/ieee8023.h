/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind the addresses and tags of a frame, IEEE 802.3 section 3.2.6: a type, or from
 * 0x600 down the length of what follows, which is 802.2 LLC. */
#ifndef IEEE8023_H
#define IEEE8023_H

#include <netcap/plugin.h>

enum { IEEE8023_LEAST_TYPE = 0x600, IEEE8023_LLC = 4, IEEE8023_IPX = 0x8137,
       IEEE8023_NOVELL_RAW = 0xffff };

/* Novell's IPX without 802.2 begins with the checksum it never had; as access points these would
 * be everybody's, from nobody.  Behind a length of 0 there is padding, and not even 802.2. */
static inline void
ieee8023_next(struct nc_packet *pkt, struct nc_cursor *in, uint16_t type)
{
    struct nc_cursor ahead;

    if (type >= IEEE8023_LEAST_TYPE) {
        nc_next(pkt, NC_ETHERTYPE, type);
        return;
    }
    nc_limit(in, type);
    ahead = nc_ahead(in);
    if (type)
        nc_next(pkt, NC_ETHERTYPE, nc_u16(&ahead) == IEEE8023_NOVELL_RAW ? IEEE8023_IPX
                                                                         : IEEE8023_LLC);
}

/* The same behind a tag of which nothing is read. */
static inline void
ieee8023_behind(struct nc_packet *pkt, struct nc_cursor *in, size_t tag)
{
    nc_skip(in, tag);
    ieee8023_next(pkt, in, nc_u16(in));
}

#endif
