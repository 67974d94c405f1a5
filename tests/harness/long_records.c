/* SPDX-License-Identifier: Apache-2.0 */
#include "long_records.h"

#include <string.h>

void
decode_length(struct nc_packet *pkt, struct nc_cursor *in, void *layer)
{
    Every__Every *every = layer;
    uint32_t wanted = nc_u32(in);
    uint8_t *text = nc_alloc(pkt, NC_ALLOC_MAX);

    memset(text, 'x', NC_ALLOC_MAX);
    for (; wanted && nc_ok(in); wanted -= wanted < NC_ALLOC_MAX ? wanted : NC_ALLOC_MAX)
        nc_push(pkt, every, bytes,
                ((ProtobufCBinaryData){ wanted < NC_ALLOC_MAX ? wanted : NC_ALLOC_MAX, text }));
}
