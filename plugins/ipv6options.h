/* SPDX-License-Identifier: Apache-2.0 */
/* The hop-by-hop options header of IPv6, RFC 8200 section 4.3: IPv6 looks ahead at what
 * IPv6HopByHop decodes. */
#ifndef IPV6OPTIONS_H
#define IPV6OPTIONS_H

#include <netcap/plugin.h>

#include "ipv6hopbyhop.pb-c.h"

enum { IPV6_HOP_BY_HOP = 0, IPV6_NO_NEXT = 59, IPV6_PAD1 = 0 };

/* One header with all its options; what follows it. */
static inline uint8_t
read_hop_by_hop(struct nc_packet *pkt, struct nc_cursor *in, Types__IPv6HopByHop *to)
{
    uint8_t next = nc_u8(in);
    struct nc_cursor list = nc_slice(in, nc_u8(in) * 8u + 6);

    while (nc_left(&list)) {
        Types__IPv6HopByHopOption *option =
            nc_add(pkt, to, options, types__ipv6_hop_by_hop_option);

        /* Empty, but there: readers of the original's records take it to be. */
        option->optionalignment = nc_new(pkt, types__ipv6_hop_by_hop_option_alignment);
        option->optiontype = nc_u8(&list);
        option->actuallength = 1;
        if (option->optiontype == IPV6_PAD1)
            continue;
        option->optionlength = nc_u8(&list);
        option->actuallength = option->optionlength + 2;
        option->optiondata = nc_bytes(&list, (size_t)option->optionlength);
    }
    nc_require(in, nc_ok(&list), "option runs past its header");
    return next;
}

#endif
