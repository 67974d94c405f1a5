/* SPDX-License-Identifier: Apache-2.0 */
/* Router solicitation, RFC 4861 section 4.1. */
#include <netcap/plugin.h>

#include "icmpv6routersolicitation.pb-c.h"
#include "ndoptions.h"
#include "netcap.pb-c.h"

enum { RESERVED_SIZE = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__ICMPv6RouterSolicitation *solicitation = record;
    struct nd_options read;

    nc_skip(in, RESERVED_SIZE);
    read = read_nd_options(pkt, in);
    solicitation->n_options = read.n_options;
    solicitation->options = read.options;
}

NC_SCHEMA(icmpv6routersolicitation);

NC_PLUGIN(icmpv6routersolicitation,
    .name   = "ICMPv6RouterSolicitation",
    .about  = "ICMPv6 router solicitation",
    .type   = TYPES__TYPE__NC_ICMPv6RouterSolicitation,
    .record = &types__icmpv6_router_solicitation__descriptor,
    .schema = &icmpv6routersolicitation_schema,
    .on     = NC_ON(NC_KEY(NC_ICMPV6_TYPE, 133)),
    .decode = decode);
