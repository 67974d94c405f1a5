/* SPDX-License-Identifier: Apache-2.0 */
/* UDP, RFC 768. */
#include <netcap/checksum.h>
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "udp.pb-c.h"

enum { PROTOCOL = 17, HEADER_SIZE = 8 };

#define HEADER(_)        \
    _(UINT, srcport, 16) \
    _(UINT, dstport, 16) \
    _(UINT, length, 16)  \
    _(UINT, checksum, 16)

NC_HEADER(Types__UDP, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__UDP *udp = record;

    /* Length 0 stands for more than 65,535 bytes, RFC 2675 section 4. */
    nc_require(in, udp->length == 0 || udp->length >= HEADER_SIZE,
               "length shorter than the header");
    if (udp->length >= HEADER_SIZE)
        nc_limit(in, (size_t)udp->length - HEADER_SIZE);
    if (nc_wants_payload(pkt))
        udp->payload = nc_secret(pkt, nc_rest(in));
    nc_transport(pkt, NC_ENDPOINT_UDP, (uint16_t)udp->srcport, (uint16_t)udp->dstport, in);
    if (udp->length >= HEADER_SIZE)
        nc_transport_length(pkt, (uint32_t)udp->length - HEADER_SIZE);
    if (nc_tell(in) + nc_left(in) == (size_t)udp->length)
        nc_verify_optional(pkt, in, PROTOCOL, (uint16_t)udp->checksum);
    nc_payload(pkt, in, &udp->payloadentropy, &udp->payloadsize);
    nc_next_either(pkt, NC_UDP_PORT, (uint64_t)udp->dstport, (uint64_t)udp->srcport);
}

NC_SCHEMA(udp);

NC_PLUGIN(udp,
    .name   = "UDP",
    .about  = "User Datagram Protocol",
    .type   = TYPES__TYPE__NC_UDP,
    .record = &types__udp__descriptor,
    .schema = &udp_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, PROTOCOL)),
    .fields = header,
    .read   = read_header,
    NC_PAYLOAD("write the payload bytes"),
    .decode = decode);
