/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that Cisco's Web Cache Communication Protocol redirects, behind GRE: as they are in
 * version 1, behind four bytes on their service in version 2, draft-mclaggan-wccp-v2rev1 section
 * 4.12. */
#include <netcap/plugin.h>

#include "linktypes.h"

enum { REDIRECTION = 4 };

/* The first byte of those has flags in its lowest bits only. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_left(in) > 0, nc_truncated);
    if (nc_peek(in) >> 4 != 4)
        nc_skip(in, REDIRECTION);
    nc_require(in, nc_left(in) > 0, "no packet behind redirection");
    nc_next(pkt, NC_LINKTYPE, LINKTYPE_RAW);
}

NC_PLUGIN(wccp,
    .name   = "WCCP",
    .about  = "Packets redirected to web caches, versions 1 and 2",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x883e)),
    .decode = decode);
