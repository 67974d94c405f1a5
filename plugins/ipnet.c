/* SPDX-License-Identifier: Apache-2.0 */
/* What passes between zones of Solaris, dl_ipnetinfo_t of sys/dlpi.h. */
#include <netcap/plugin.h>

enum { VERSION = 1, INET = 2, SOLARIS_INET6 = 26, REST = 22 };
enum { IPV4 = 0x0800, IPV6 = 0x86dd };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t version = nc_u8(in), family = nc_u8(in);

    (void)record;
    nc_require(in, version == VERSION, "version is not 1");
    nc_require(in, family == INET || family == SOLARIS_INET6, "address family is not IP");
    nc_skip(in, REST); /* hook, length, interfaces, zones */
    nc_next(pkt, NC_ETHERTYPE, family == INET ? IPV4 : IPV6);
}

NC_PLUGIN(ipnet,
    .name   = "IPNET",
    .about  = "Packets between zones of Solaris",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 226)),
    .decode = decode);
