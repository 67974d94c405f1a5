/* SPDX-License-Identifier: Apache-2.0 */
/* VN-Tags of Cisco, between a switch and what extends it: a direction, then two interfaces. */
#include "ieee8023.h"

enum { VERSION = 0x3000, INTERFACE = 2 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_skip(in, INTERFACE);
    nc_require(in, !(nc_u16(in) & VERSION), "version is not 0");
    ieee8023_next(pkt, in, nc_u16(in));
}

NC_PLUGIN(vntag,
    .name   = "VNTag",
    .about  = "Virtual network tags between a switch and its extenders",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x8926)),
    .decode = decode);
