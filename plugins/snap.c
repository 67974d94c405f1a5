/* SPDX-License-Identifier: Apache-2.0 */
/* Subnetwork access protocol, IEEE 802 and RFC 1042. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "snap.pb-c.h"

enum { ENCAPSULATED_ETHERNET = 0x000000, BRIDGE_TUNNEL = 0x0000f8 };

#define HEADER(_)                    \
    _(BYTES, organizationalcode, 24) \
    _(UINT, type, 16)

NC_HEADER(Types__SNAP, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__SNAP *snap = record;
    const uint8_t *code = snap->organizationalcode.data;
    uint32_t organization = (uint32_t)code[0] << 16 | (uint32_t)code[1] << 8 | code[2];

    (void)in;
    /* 00:00:f8 is IEEE 802.1H, for the few protocols that RFC 1042 would break. */
    if (organization == ENCAPSULATED_ETHERNET || organization == BRIDGE_TUNNEL)
        nc_next(pkt, NC_ETHERTYPE, (uint64_t)snap->type);
    else
        nc_next(pkt, NC_SNAP, (uint64_t)organization << 16 | (uint64_t)snap->type);
}

NC_SCHEMA(snap);

NC_PLUGIN(snap,
    .name   = "SNAP",
    .about  = "Subnetwork Access Protocol, IEEE 802",
    .type   = TYPES__TYPE__NC_SNAP,
    .record = &types__snap__descriptor,
    .schema = &snap_schema,
    .on     = NC_ON(NC_KEY(NC_LLC_SAP, 0xaa)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
