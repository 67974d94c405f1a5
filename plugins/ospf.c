/* SPDX-License-Identifier: Apache-2.0 */
/* OSPF: the first byte is the version, and each version has its own packets. */
#include <netcap/plugin.h>

#include "ospf.h"

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_left(in) > 0, nc_truncated);
    nc_next(pkt, OSPF_VERSION, nc_peek(in));
}

NC_PLUGIN(ospf,
    .name   = "OSPF",
    .about  = "Open Shortest Path First, of either version",
    .on     = NC_ON(NC_KEY(NC_IPPROTO, 89)),
    .decode = decode);
