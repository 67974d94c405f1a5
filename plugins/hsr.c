/* SPDX-License-Identifier: Apache-2.0 */
/* High-availability Seamless Redundancy, IEC 62439-3 section 5.7: path and size, then a number by
 * which duplicates are known. */
#include "ieee8023.h"

enum { TAG = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    (void)record;
    ieee8023_behind(pkt, in, TAG);
}

NC_PLUGIN(hsr,
    .name   = "HSR",
    .about  = "High-availability Seamless Redundancy, IEC 62439-3",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x892f)),
    .decode = decode);
