/* SPDX-License-Identifier: Apache-2.0 */
/* A cursor gone round, and one byte too many read. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    (void)pkt;
    mistake->number = in->end[0];
}

NC_PLUGIN(reads_behind, SOUND, .fields = header, .read = read_header, .decode = decode);
