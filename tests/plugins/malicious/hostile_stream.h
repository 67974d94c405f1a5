/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin of streams that counts messages and writes a record of each.  It ends with
 * HOSTILE_STREAMS(), before which stand its AT_MESSAGE, which runs behind the record of a message
 * with a mark, and its AT_END, which runs before that of a stream that had one. */
#ifndef HOSTILE_STREAM_H
#define HOSTILE_STREAM_H

#include "malicious.h"

struct state {
    uint64_t messages, marked;
};

#define AT_MESSAGE                                                                                \
    static void at_message(MAYBE_UNUSED struct nc_packet *pkt,                                    \
                           MAYBE_UNUSED const struct nc_stream *from,                             \
                           MAYBE_UNUSED ProtobufCBinaryData text,                                 \
                           MAYBE_UNUSED struct state *state)
#define AT_END static void at_end(void)

AT_MESSAGE;
AT_END;

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
    if (text.data[MESSAGE - 1] == 'X')
        at_message(pkt, from, text, state);
}

static void
end(struct nc_packet *pkt, const struct nc_stream *from, void *memory)
{
    const struct state *state = memory;
    Types__Hostile *record = nc_new(pkt, types__hostile);

    record->packets = state->messages;
    if (state->marked)
        at_end();
    nc_write(pkt, record, from->time);
}

#define HOSTILE_STREAMS()                                                                         \
    HOSTILE_PLUGIN(STEM, .name = "Hostile", .about = "Does harm", .type = HOSTILE_TYPE,           \
        .record = &types__hostile__descriptor, .on = NC_ON(NC_KEY(NC_TCP_PORT, HOSTILE_PORT)),    \
        .stream = stream, .end = end, .state_size = sizeof(struct state))

#endif
