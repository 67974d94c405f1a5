/* SPDX-License-Identifier: Apache-2.0 */
/* BSD loopback: an address family before each packet. */
#include <netcap/plugin.h>

enum { INET = 2 };
enum { LINUX_INET6 = 10, BSD_INET6 = 24, FREEBSD_INET6 = 28, DARWIN_INET6 = 30 };
enum { IPV4 = 0x0800, IPV6 = 0x86dd };

static bool
is_inet6(uint32_t family)
{
    return family == LINUX_INET6 || family == BSD_INET6 || family == FREEBSD_INET6 ||
           family == DARWIN_INET6;
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint32_t family = nc_u32(in);

    (void)record;
    /* Link type 0 has the byte order of the machine that captured; families are small. */
    if (family > UINT16_MAX)
        family = __builtin_bswap32(family);
    nc_require(in, family == INET || is_inet6(family), "address family is not IP");
    nc_next(pkt, NC_ETHERTYPE, family == INET ? IPV4 : IPV6);
}

NC_PLUGIN(loopback,
    .name   = "Loopback",
    .about  = "BSD loopback encapsulation",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 0), NC_KEY(NC_LINKTYPE, 108)),
    .decode = decode);
