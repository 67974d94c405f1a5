/* SPDX-License-Identifier: Apache-2.0 */
/* What a service header, VXLAN-GPE and LISP-GPE say of what follows, in numbers that they share up
 * to that of MPLS, which LISP-GPE does not have: RFC 8300 section 2.2, draft-ietf-nvo3-vxlan-gpe
 * section 3.2, RFC 9305 section 3. */
#ifndef NEXTPROTOCOL_H
#define NEXTPROTOCOL_H

#include "inner.h"

enum { NEXT_IPV4 = 1, NEXT_IPV6 = 2, NEXT_ETHERNET = 3, NEXT_SERVICE = 4, NEXT_MPLS = 5,
       NEXT_KINDS };

/* The type of Ethernet of the same; 0 for those that have none or are not known. */
static inline uint16_t
next_type(uint8_t protocol)
{
    static const uint16_t types[NEXT_KINDS] = { 0, 0x0800, 0x86dd, 0x6558, 0x894f, 0x8847 };

    return protocol < NEXT_KINDS ? types[protocol] : 0;
}

/* Whether it is what is said: NC_MORE where that cannot be told. */
static inline enum nc_answer
next_looks_right(uint8_t protocol, struct nc_cursor in, bool cut)
{
    switch (protocol) {
    case NEXT_IPV4: return inner_ipv4(in, cut);
    case NEXT_IPV6: return inner_ipv6(in, cut);
    case NEXT_ETHERNET: return inner_ethernet(in, cut);
    default: return NC_MORE;
    }
}

#endif
