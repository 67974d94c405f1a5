/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind a tag of Ethernet: a type, or a length and 802.2, IEEE 802.3 section 3.2.6. */
#ifndef TAG_H
#define TAG_H

#include <netcap/plugin.h>

enum { TAG_LEAST_TYPE = 0x600, TAG_LLC = 4 };

static inline void
tag_next(struct nc_packet *pkt, struct nc_cursor *in)
{
    uint16_t next = nc_u16(in);

    if (next < TAG_LEAST_TYPE) {
        nc_limit(in, next);
        next = TAG_LLC;
    }
    nc_next(pkt, NC_ETHERTYPE, next);
}

#endif
