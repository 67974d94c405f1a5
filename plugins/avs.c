/* SPDX-License-Identifier: Apache-2.0 */
/* AVS header of a wireless frame, tcpdump.org/linktypes.html */
#include <netcap/plugin.h>

#include "avs.h"
#include "fcs.h"

enum { START = 8 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint32_t length;

    (void)record;
    nc_require(in, is_avs(nc_u32(in)), "unknown version");
    length = nc_u32(in);
    nc_require(in, length >= START, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_skip(in, length - START);
    if (nc_left(in))
        nc_next(pkt, NC_LINKTYPE, LINKTYPE_IEEE802_11);
}

NC_PLUGIN(avs,
    .name   = "AVS",
    .about  = "AVS header of a wireless frame",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, LINKTYPE_AVS)),
    .decode = decode);
