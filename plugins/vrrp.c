/* SPDX-License-Identifier: Apache-2.0 */
/* VRRP: the first byte has the version.  Version 2 has a record; version 3, RFC 5798 section 5.1,
 * is known, and nothing is inside. */
#include "vrrp.h"

enum { ROUTER_AND_PRIORITY = 2, INTERVAL_AND_CHECKSUM = 4, LEAST_ADDRESS = 4 };

/* Addresses are of IPv4, or of IPv6 and four times as long, as the packet is. */
static void
check_third(struct nc_cursor *in)
{
    nc_require(in, (nc_u8(in) & 15) == VRRP_ADVERTISEMENT, "not an advertisement");
    nc_skip(in, ROUTER_AND_PRIORITY);
    nc_skip(in, nc_u8(in) * (size_t)LEAST_ADDRESS + INTERVAL_AND_CHECKSUM);
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint8_t version = nc_peek(in) >> 4;

    (void)record;
    nc_require(in, nc_left(in) > 0, nc_truncated);
    nc_require(in, version == VRRP_2 || version == VRRP_3, "version is neither 2 nor 3");
    if (version == VRRP_3)
        check_third(in);
    else
        nc_next(pkt, VRRP_VERSION, version);
}

NC_PLUGIN(vrrp,
    .name   = "VRRP",
    .about  = "Virtual Router Redundancy Protocol, of either version",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 112)),
    .decode = decode);
