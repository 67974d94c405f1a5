/* SPDX-License-Identifier: Apache-2.0 */
/* Neighbor solicitation, RFC 4861 section 4.3. */
#include <netcap/plugin.h>

#include "icmpv6neighborsolicitation.pb-c.h"
#include "ndoptions.h"
#include "netcap.pb-c.h"

#define HEADER(_)               \
    _(SKIP, , 32)               \
    _(IPV6, targetaddress, 128)

NC_HEADER(Types__ICMPv6NeighborSolicitation, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nd_options read = read_nd_options(pkt, in);
    Types__ICMPv6NeighborSolicitation *solicitation = record;

    solicitation->n_options = read.n_options;
    solicitation->options = read.options;
}

NC_SCHEMA(icmpv6neighborsolicitation);

NC_PLUGIN(icmpv6neighborsolicitation,
    .name   = "ICMPv6NeighborSolicitation",
    .about  = "ICMPv6 neighbor solicitation",
    .type   = TYPES__TYPE__NC_ICMPv6NeighborSolicitation,
    .record = &types__icmpv6_neighbor_solicitation__descriptor,
    .schema = &icmpv6neighborsolicitation_schema,
    .on     = NC_ON(NC_KEY(NC_ICMPV6_TYPE, 135)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
