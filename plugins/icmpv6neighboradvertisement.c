/* SPDX-License-Identifier: Apache-2.0 */
/* Neighbor advertisement, RFC 4861 section 4.4. */
#include <netcap/plugin.h>

#include "icmpv6neighboradvertisement.pb-c.h"
#include "ndoptions.h"
#include "netcap.pb-c.h"

/* Flags: 0x80 router, 0x40 solicited, 0x20 override. */
#define HEADER(_)               \
    _(UINT, flags, 8)           \
    _(SKIP, , 24)               \
    _(IPV6, targetaddress, 128)

NC_HEADER(Types__ICMPv6NeighborAdvertisement, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nd_options read = read_nd_options(pkt, in);
    Types__ICMPv6NeighborAdvertisement *advertisement = record;

    advertisement->n_options = read.n_options;
    advertisement->options = read.options;
}

NC_SCHEMA(icmpv6neighboradvertisement);

NC_PLUGIN(icmpv6neighboradvertisement,
    .name   = "ICMPv6NeighborAdvertisement",
    .about  = "ICMPv6 neighbor advertisement",
    .type   = TYPES__TYPE__NC_ICMPv6NeighborAdvertisement,
    .record = &types__icmpv6_neighbor_advertisement__descriptor,
    .schema = &icmpv6neighboradvertisement_schema,
    .on     = NC_ON(NC_KEY(NC_ICMPV6_TYPE, 136)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
