/* SPDX-License-Identifier: Apache-2.0 */
/* ICMP, RFC 792: bytes 4 to 7 are an identifier and a sequence number in echoes only, but the
 * record has them whatever the type. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

#include "icmpv4.pb-c.h"
#include "netcap.pb-c.h"

#define HEADER(_)         \
    _(UINT, typecode, 16) \
    _(UINT, checksum, 16) \
    _(UINT, id, 16)       \
    _(UINT, seq, 16)

NC_HEADER(Types__ICMPv4, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__ICMPv4 *icmp = record;

    nc_verify(pkt, in, 0, (uint16_t)icmp->checksum);
    nc_control(pkt, (uint8_t)(icmp->typecode >> 8), (uint8_t)icmp->typecode);
}

NC_SCHEMA(icmpv4);

NC_PLUGIN(icmpv4,
    .name   = "ICMPv4",
    .about  = "Internet Control Message Protocol for IPv4",
    .type   = TYPES__TYPE__NC_ICMPv4,
    .record = &types__icmpv4__descriptor,
    .schema = &icmpv4_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 1)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
