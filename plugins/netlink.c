/* SPDX-License-Identifier: Apache-2.0 */
/* What Linux's kernel and programs tell each other, tcpdump.org/linktypes/LINKTYPE_NETLINK.html:
 * known, but nothing is inside. */
#include <netcap/plugin.h>

enum { ARPHRD_NETLINK = 824 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)pkt;
    (void)record;
    nc_skip(in, 2);
    nc_require(in, nc_u16(in) == ARPHRD_NETLINK, "device type is not that of netlink");
    nc_skip(in, 12); /* unused, family */
}

NC_PLUGIN(netlink,
    .name   = "Netlink",
    .about  = "Messages between Linux's kernel and programs",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 253)),
    .decode = decode);
