/* SPDX-License-Identifier: Apache-2.0 */
/* IPv6 hop-by-hop options, RFC 8200 section 4.3. */
#include <netcap/plugin.h>

#include "ipv6options.h"
#include "netcap.pb-c.h"

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t next = read_hop_by_hop(pkt, in, record);

    if (next != IPV6_NO_NEXT)
        nc_next(pkt, NC_IPPROTO, next);
}

NC_SCHEMA(ipv6hopbyhop);

NC_PLUGIN(ipv6hopbyhop,
    .name   = "IPv6HopByHop",
    .about  = "IPv6 hop-by-hop options",
    .type   = TYPES__TYPE__NC_IPv6HopByHop,
    .record = &types__ipv6_hop_by_hop__descriptor,
    .schema = &ipv6hopbyhop_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, IPV6_HOP_BY_HOP)),
    .decode = decode);
