/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what a tunnel carries looks like what its header says: NC_YES where its own lengths and
 * versions agree with the bytes there are, NC_NO where they contradict them. */
#ifndef INNER_H
#define INNER_H

#include "ieee8023.h"

enum { INNER_IPV4 = 0x0800, INNER_ARP = 0x0806, INNER_VLAN = 0x8100, INNER_IPV6 = 0x86dd,
       INNER_PROVIDER_VLAN = 0x88a8, INNER_LENGTH_MOST = 1500 };

/* RFC 1071: over all these bytes, the checksum among them. */
static inline bool
inner_summed(struct nc_cursor in)
{
    uint32_t sum = 0;

    while (nc_left(&in) > 1)
        sum += nc_u16(&in);
    if (nc_left(&in))
        sum += (uint32_t)nc_u8(&in) << 8;
    sum = (sum & 0xffff) + (sum >> 16);
    return (sum & 0xffff) + (sum >> 16) == 0xffff;
}

/* RFC 791 section 3.1; a length of 0 is what cards leave that cut segments themselves. */
static inline enum nc_answer
inner_ipv4(struct nc_cursor in, bool cut)
{
    size_t left = nc_left(&in), header = (nc_peek(&in) & 15u) * 4u, length;
    bool four = nc_peek(&in) >> 4 == 4;

    nc_skip(&in, 2);
    length = nc_u16(&in);
    return four && header >= 20 && (length >= header || length == 0) &&
                   (cut || (nc_ok(&in) && length <= left && header <= left))
               ? NC_YES : NC_NO;
}

/* RFC 8200 section 3. */
static inline enum nc_answer
inner_ipv6(struct nc_cursor in, bool cut)
{
    size_t left = nc_left(&in), length;
    bool six = nc_peek(&in) >> 4 == 6;

    nc_skip(&in, 4);
    length = nc_u16(&in);
    return six && (cut || (nc_ok(&in) && 40 + length <= left)) ? NC_YES : NC_NO;
}

/* What an EtherType stands before; NC_MORE for those that are not looked into. */
static inline enum nc_answer
inner_type(uint16_t type, struct nc_cursor in, bool cut)
{
    switch (type) {
    case INNER_IPV4: return inner_ipv4(in, cut);
    case INNER_IPV6: return inner_ipv6(in, cut);
    case INNER_ARP: return nc_u16(&in) > 0 && nc_u16(&in) >= IEEE8023_LEAST_TYPE ? NC_YES : NC_NO;
    default: break;
    }
    if (type >= IEEE8023_LEAST_TYPE)
        return NC_MORE;
    /* A length, IEEE 802.3 section 3.2.6; between 1,500 and 0x600 it is undefined. */
    return type <= INNER_LENGTH_MOST && (cut || type <= nc_left(&in)) ? NC_MORE : NC_NO;
}

/* The same behind up to two tags. */
static inline enum nc_answer
inner_tagged(uint16_t type, struct nc_cursor in, bool cut)
{
    for (int tags = 0; tags < 2 && (type == INNER_VLAN || type == INNER_PROVIDER_VLAN); tags++) {
        nc_skip(&in, 2);
        type = nc_u16(&in);
    }
    if (!nc_ok(&in))
        return cut ? NC_MORE : NC_NO;
    return inner_type(type, in, cut);
}

static inline enum nc_answer
inner_ethernet(struct nc_cursor in, bool cut)
{
    nc_skip(&in, 12);
    return inner_tagged(nc_u16(&in), in, cut);
}

#endif
