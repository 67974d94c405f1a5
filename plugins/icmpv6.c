/* SPDX-License-Identifier: Apache-2.0 */
/* ICMP for IPv6, RFC 4443: the header that all its messages share. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

#include "icmpv6.pb-c.h"
#include "netcap.pb-c.h"

enum { PROTOCOL = 58 };

#define HEADER(_)         \
    _(UINT, typecode, 16) \
    _(UINT, checksum, 16)

NC_HEADER(Types__ICMPv6, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__ICMPv6 *icmp = record;

    nc_verify(pkt, in, PROTOCOL, (uint16_t)icmp->checksum);
    nc_control(pkt, (uint8_t)(icmp->typecode >> 8), (uint8_t)icmp->typecode);
    nc_next(pkt, NC_ICMPV6_TYPE, (uint64_t)icmp->typecode >> 8);
}

NC_SCHEMA(icmpv6);

NC_PLUGIN(icmpv6,
    .name   = "ICMPv6",
    .about  = "Internet Control Message Protocol for IPv6",
    .type   = TYPES__TYPE__NC_ICMPv6,
    .record = &types__icmpv6__descriptor,
    .schema = &icmpv6_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, PROTOCOL)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
