/* SPDX-License-Identifier: Apache-2.0 */
/* VLAN tags, IEEE 802.1Q, one record each. */
#include <netcap/plugin.h>

#include "dot1q.pb-c.h"
#include "ieee8023.h"
#include "netcap.pb-c.h"

#define HEADER(_)               \
    _(UINT, priority, 3)        \
    _(UINT, dropeligible, 1)    \
    _(UINT, vlanidentifier, 12) \
    _(UINT, type, 16)

NC_HEADER(Types__Dot1Q, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const Types__Dot1Q *tag = record;

    nc_scope(pkt, NC_SCOPE_VLAN, (uint64_t)tag->vlanidentifier);
    ieee8023_next(pkt, in, (uint16_t)tag->type);
}

/* 0x9100 is what switches used for outer tags before 802.1ad. */
NC_SCHEMA(dot1q);

NC_PLUGIN(dot1q,
    .name   = "Dot1Q",
    .about  = "VLAN tags, IEEE 802.1Q and 802.1ad",
    .type   = TYPES__TYPE__NC_Dot1Q,
    .record = &types__dot1_q__descriptor,
    .schema = &dot1q_schema,
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x8100), NC_KEY(NC_ETHERTYPE, 0x88a8),
                    NC_KEY(NC_ETHERTYPE, 0x9100)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
