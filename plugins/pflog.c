/* SPDX-License-Identifier: Apache-2.0 */
/* What the BSDs' packet filter logged, tcpdump.org/linktypes/LINKTYPE_PFLOG.html: the systems have
 * headers of several lengths, all with these members first. */
#include "families.h"

enum { LEAST_LENGTH = 45, ALIGNED = 4 }; /* up to where the oldest header ends */

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    size_t length = nc_u8(in);
    uint8_t family = nc_u8(in);

    (void)record;
    nc_require(in, length >= LEAST_LENGTH, "length shorter than the header");
    if (!nc_ok(in))
        return;
    nc_skip(in, (length + ALIGNED - 1) / ALIGNED * ALIGNED - nc_tell(in));
    family_next(pkt, in, family, FAMILIES_OF_BSD);
}

NC_PLUGIN(pflog,
    .name   = "PFLOG",
    .about  = "Packets logged by the BSDs' packet filter",
    .on     = NC_ON(NC_KEY(NC_LINKTYPE, 117)),
    .decode = decode);
