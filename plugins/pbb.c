/* SPDX-License-Identifier: Apache-2.0 */
/* Provider backbone bridges, IEEE 802.1ah: a service's tag, then the customer's frame. */
#include <netcap/plugin.h>

enum { INSTANCE_BITS = 0xffffff, ETHERNET = 0x6558 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_scope(pkt, NC_SCOPE_SERVICE, nc_u32(in) & INSTANCE_BITS);
    nc_next(pkt, NC_ETHERTYPE, ETHERNET);
}

NC_PLUGIN(pbb,
    .name   = "PBB",
    .about  = "Provider backbone bridges, IEEE 802.1ah",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88e7)),
    .decode = decode);
