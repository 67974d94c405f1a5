/* SPDX-License-Identifier: Apache-2.0 */
/* IP over ATM, RFC 2225, as Linux has it: behind a header of LLC and SNAP or without one. */
#include "ieee8023.h"
#include "linktypes.h"

enum { SNAP = 0xaa };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    nc_require(in, nc_left(in) > 0, nc_truncated);
    if (nc_peek(in) == SNAP)
        nc_next(pkt, NC_ETHERTYPE, IEEE8023_LLC);
    else
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_RAW);
}

/* 19 is what some systems write instead of 106. */
NC_PLUGIN(classicalip,
    .name   = "ClassicalIP",
    .about  = "Classical IP over ATM",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 106), NC_KEY(NC_LINKTYPE, 19)),
    .decode = decode);
