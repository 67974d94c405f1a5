/* SPDX-License-Identifier: Apache-2.0 */
/* IP without a link layer: its own version says which. */
#include <netcap/plugin.h>

enum { IPV4 = 0x0800, IPV6 = 0x86dd };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    int version = nc_peek(in) >> 4;

    (void)record;
    nc_require(in, nc_left(in) > 0, nc_truncated);
    nc_require(in, version == 4 || version == 6, "IP version is neither 4 nor 6");
    nc_next(pkt, NC_ETHERTYPE, version == 4 ? IPV4 : IPV6);
}

/* 12 and 14 are what some systems write instead of 101. */
NC_PLUGIN(rawip,
    .name   = "RawIP",
    .about  = "IP packets without a link layer",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 101), NC_KEY(NC_LINKTYPE, 12), NC_KEY(NC_LINKTYPE, 14)),
    .decode = decode);
