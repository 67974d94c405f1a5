/* SPDX-License-Identifier: Apache-2.0 */
/* Management of generic events and sampled values, IEC 61850-8-1 annex C and 61850-9-2: they
 * begin alike, and nothing is inside. */
#include "counted.h"

enum { HEADER_SIZE = 8, READ = 4 };

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    uint16_t length;

    (void)pkt;
    (void)record;
    nc_skip(in, 2); /* application */
    length = nc_u16(in);
    counted_rest(in, length, HEADER_SIZE, READ);
}

NC_PLUGIN(iec61850,
    .name   = "IEC61850",
    .about  = "GSE and sampled values of IEC 61850, recognised and not decoded",
    .on     = NC_ON(NC_KEY(NC_ETHERTYPE, 0x88b9), NC_KEY(NC_ETHERTYPE, 0x88ba)),
    .decode = decode);
