/* SPDX-License-Identifier: Apache-2.0 */
/* The two bytes behind the addresses, or behind a tag: a type, or below 0x600 the length of what
 * follows, IEEE 802.3 clause 3.2.6. */
#ifndef LENGTHTYPE_H
#define LENGTHTYPE_H

#include <netcap/plugin.h>

enum { LEAST_ETHERTYPE = 0x600, ETHERTYPE_LLC = 4, ETHERTYPE_IPX = 0x8137, NOVELL_RAW = 0xffff };

/* What follows as an EtherType, what is behind its length cut off.  That is 802.2, but for IPX of
 * NetWare, which came before it and begins with a checksum that nobody made: the access points that
 * this would be belong to no sender. */
static inline uint16_t
lengthtype_next(struct nc_cursor *in, uint16_t lengthtype)
{
    struct nc_cursor ahead;

    if (lengthtype >= LEAST_ETHERTYPE)
        return lengthtype;
    nc_limit(in, lengthtype);
    ahead = nc_ahead(in);
    return nc_u16(&ahead) == NOVELL_RAW ? ETHERTYPE_IPX : ETHERTYPE_LLC;
}

#endif
