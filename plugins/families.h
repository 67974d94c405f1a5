/* SPDX-License-Identifier: Apache-2.0 */
/* Address families of sockets, by which loopbacks and logs say what a packet is.  That of IPv4 is
 * the same everywhere, those of IPv6 are each system's own. */
#ifndef FAMILIES_H
#define FAMILIES_H

#include <netcap/plugin.h>

enum { FAMILY_INET = 2, FAMILY_MOST = 31 };

/* What IPv6 is called, a bit for each: NetBSD's and OpenBSD's, FreeBSD's, Darwin's. */
#define FAMILY_OF_LINUX (UINT32_C(1) << 10)
#define FAMILY_OF_SOLARIS (UINT32_C(1) << 26)
#define FAMILIES_OF_BSD (UINT32_C(1) << 24 | UINT32_C(1) << 28 | UINT32_C(1) << 30)

/* The EtherType of a family; 0 when it is not IP. */
static inline uint16_t
family_type(uint32_t family, uint32_t inet6)
{
    if (family == FAMILY_INET)
        return 0x0800;
    return family <= FAMILY_MOST && inet6 >> family & 1 ? 0x86dd : 0;
}

static inline void
family_next(struct nc_packet *pkt, struct nc_cursor *in, uint32_t family, uint32_t inet6)
{
    uint16_t type = family_type(family, inet6);

    nc_require(in, type, "address family is not IP");
    nc_next(pkt, NC_ETHERTYPE, type);
}

#endif
