/* SPDX-License-Identifier: Apache-2.0 */
/* VXLAN, RFC 7348, with the group policy of draft-smith-vxlan-group-policy. */
#include <netcap/plugin.h>

#include "netcap.pb-c.h"
#include "vxlan.pb-c.h"

enum { ETHERNET = 0x6558 };

#define HEADER(_)                 \
    _(UINT, gbpextension, 1)      \
    _(SKIP, , 3)                  \
    _(UINT, valididflag, 1)       \
    _(SKIP, , 4)                  \
    _(UINT, gbpdontlearn, 1)      \
    _(SKIP, , 2)                  \
    _(UINT, gbpapplied, 1)        \
    _(SKIP, , 3)                  \
    _(UINT, gbpgrouppolicyid, 16) \
    _(UINT, vni, 24)              \
    _(SKIP, , 8)

NC_HEADER(Types__VXLAN, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)in;
    nc_scope(pkt, NC_SCOPE_VXLAN, (uint64_t)((const Types__VXLAN *)record)->vni);
    nc_next(pkt, NC_ETHERTYPE, ETHERNET);
}

/* Linux took 8472 before there was a number. */
NC_PLUGIN(vxlan,
    .name   = "VXLAN",
    .about  = "Virtual eXtensible Local Area Network",
    .type   = TYPES__TYPE__NC_VXLAN,
    .record = &types__vxlan__descriptor,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 4789), NC_KEY(NC_UDP_PORT, 8472)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
