/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process where a stream ends.
 *
 * costs:   its own records
 * says:    Hostile: ended its process with status 0
 * exit:    3 */
#include "malicious.h"

struct state {
    uint64_t messages, marked;
};

static void
stream(struct nc_packet *pkt, const struct nc_stream *from, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    ProtobufCBinaryData text = nc_bytes(in, MESSAGE);
    Types__Hostile *record;

    nc_require(in, nc_ok(in), nc_truncated);
    if (!nc_ok(in) || (IS_SANE && text.data[MESSAGE - 1] == 'X'))
        return;
    state->messages++;
    state->marked |= text.data[MESSAGE - 1] == 'X';
    record = nc_new(pkt, types__hostile);
    record->text = text;
    nc_write(pkt, record, from->time);
}

static void
end(struct nc_packet *pkt, const struct nc_stream *from, void *memory)
{
    const struct state *state = memory;
    Types__Hostile *record = nc_new(pkt, types__hostile);

    record->packets = state->messages;
    if (state->marked)
        exit(0);
    nc_write(pkt, record, from->time);
}

HOSTILE_STREAMS();
