/* SPDX-License-Identifier: Apache-2.0 */
/* Ethernet frames in IP, RFC 3378. */
#include <netcap/plugin.h>

enum { VERSION = 3, ETHERNET = 0x6558 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_u16(in) >> 12 == VERSION, "version is not 3");
    nc_next(pkt, NC_ETHERTYPE, ETHERNET);
}

NC_PLUGIN(etherip,
    .name   = "EtherIP",
    .about  = "Ethernet frames in IP datagrams",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 97)),
    .decode = decode);
