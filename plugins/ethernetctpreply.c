/* SPDX-License-Identifier: Apache-2.0 */
/* The reply of configuration testing, Ethernet version 2.0 section 8.4.2. */
#include <netcap/plugin.h>

#include "ctp.h"
#include "ethernetctpreply.pb-c.h"
#include "netcap.pb-c.h"

#define HEADER(_)            \
    _(UINT_LE, function, 16) \
    _(UINT_LE, receiptnumber, 16)

NC_HEADER(Types__EthernetCTPReply, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__EthernetCTPReply *reply = record;

    (void)pkt;
    reply->data = nc_bytes(in, nc_left(in));
}

NC_SCHEMA(ethernetctpreply);

NC_PLUGIN(ethernetctpreply,
    .name   = "EthernetCTPReply",
    .about  = "Reply of the Ethernet configuration testing protocol",
    .type   = TYPES__TYPE__NC_EthernetCTPReply,
    .record = &types__ethernet_ctpreply__descriptor,
    .schema = &ethernetctpreply_schema,
    .on     = NC_ON(NC_KEY(CTP_SPACE, CTP_REPLY)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
