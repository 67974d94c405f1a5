/* SPDX-License-Identifier: Apache-2.0 */
/* IP encapsulating security payload, RFC 4303. */
#include <netcap/plugin.h>

#include "ipsecesp.pb-c.h"
#include "netcap.pb-c.h"

#define HEADER(_)    \
    _(UINT, spi, 32) \
    _(UINT, seq, 32)

NC_HEADER(Types__IPSecESP, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__IPSecESP *esp = record;

    (void)pkt;
    esp->lenencrypted = (int32_t)nc_left(in);
    nc_skip(in, nc_left(in));
}

NC_SCHEMA(ipsecesp);

NC_PLUGIN(ipsecesp,
    .name   = "IPSecESP",
    .about  = "IP Encapsulating Security Payload",
    .type   = TYPES__TYPE__NC_IPSecESP,
    .record = &types__ipsec_esp__descriptor,
    .schema = &ipsecesp_schema,
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 50)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
