/* SPDX-License-Identifier: Apache-2.0 */
/* Router advertisement, RFC 4861 section 4.2. */
#include <netcap/plugin.h>

#include "icmpv6routeradvertisement.pb-c.h"
#include "ndoptions.h"
#include "netcap.pb-c.h"

/* Flags: 0x80 managed addresses, 0x40 other configuration. */
#define HEADER(_)               \
    _(UINT, hoplimit, 8)        \
    _(UINT, flags, 8)           \
    _(UINT, routerlifetime, 16) \
    _(UINT, reachabletime, 32)  \
    _(UINT, retranstimer, 32)

NC_HEADER(Types__ICMPv6RouterAdvertisement, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct nd_options read = read_nd_options(pkt, in);
    Types__ICMPv6RouterAdvertisement *advertisement = record;

    advertisement->n_options = read.n_options;
    advertisement->options = read.options;
}

NC_SCHEMA(icmpv6routeradvertisement);

NC_PLUGIN(icmpv6routeradvertisement,
    .name   = "ICMPv6RouterAdvertisement",
    .about  = "ICMPv6 router advertisement",
    .type   = TYPES__TYPE__NC_ICMPv6RouterAdvertisement,
    .record = &types__icmpv6_router_advertisement__descriptor,
    .schema = &icmpv6routeradvertisement_schema,
    .on     = NC_ON(NC_KEY(NC_ICMPV6_TYPE, 134)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
