/* SPDX-License-Identifier: Apache-2.0 */
/* A length of zero goes round for ever. */
#include "mistake.h"

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    ProtobufCBinaryData rest = nc_rest(in);

    (void)pkt;
    for (volatile size_t at = 0; at < rest.len; at += rest.data[at])
        mistake->number++;
}

NC_PLUGIN(endless_loop, SOUND, .fields = header, .read = read_header, .decode = decode);
