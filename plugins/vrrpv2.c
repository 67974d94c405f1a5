/* SPDX-License-Identifier: Apache-2.0 */
/* VRRP, version 2, RFC 3768. */
#include "vrrp.h"

#include "netcap.pb-c.h"
#include "vrrpv2.pb-c.h"

enum { AUTHENTICATION_SIZE = 8 };

#define HEADER(_)            \
    _(UINT, version, 4)      \
    _(UINT, type, 4)         \
    _(UINT, virtualrtrid, 8) \
    _(UINT, priority, 8)     \
    _(UINT, countipaddr, 8)  \
    _(UINT, authtype, 8)     \
    _(UINT, adverint, 8)     \
    _(UINT, checksum, 16)

NC_HEADER(Types__VRRPv2, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__VRRPv2 *vrrp = record;

    nc_require(in, vrrp->version == VRRP_2, "version is not 2");
    nc_require(in, vrrp->type == VRRP_ADVERTISEMENT, "not an advertisement");
    for (int i = 0; i < vrrp->countipaddr && nc_ok(in); i++)
        nc_push(pkt, vrrp, ipaddress, nc_ipv4(pkt, in));
    if (!nc_ok(in) || nc_left(in) >= AUTHENTICATION_SIZE)
        return;
    /* What lacks it altogether is a router's that leaves it out, or CARP, which differs in nothing
     * else that can be told. */
    if (nc_left(in))
        nc_malformed(pkt, "authentication data cut short");
    else
        nc_note(pkt, "no authentication data");
}

NC_SCHEMA(vrrpv2);

NC_PLUGIN(vrrpv2,
    .name   = "VRRPv2",
    .about  = "Virtual Router Redundancy Protocol, version 2",
    .type   = TYPES__TYPE__NC_VRRPv2,
    .record = &types__vrrpv2__descriptor,
    .schema = &vrrpv2_schema,
    .on     = NC_ON(NC_KEY(VRRP_VERSION, VRRP_2)),
    .fields = header,
    .read   = read_header,
    .decode = decode);
