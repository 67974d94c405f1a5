/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes are taken for text. */
#include "mistake.h"

#include <string.h>

NC_HEADER(Mistake__Mistake, HEADER)

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Mistake__Mistake *mistake = record;

    ProtobufCBinaryData rest = nc_rest(in);
    char *text = nc_alloc(pkt, rest.len + 1);

    memcpy(text, rest.data, rest.len);
    mistake->text = text;
}

NC_PLUGIN(invalid_utf8, SOUND, .fields = header, .read = read_header, .decode = decode);
