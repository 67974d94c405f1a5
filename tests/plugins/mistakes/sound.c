/* SPDX-License-Identifier: Apache-2.0 */
/* No mistake at all. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    mistake->text = nc_text(pkt, nc_rest(in));
}

NC_PLUGIN(sound, SOUND, .fields = header, .read = read_header, .decode = decode);
