/* SPDX-License-Identifier: Apache-2.0 */
/* Fills the stage around its own state with links that lead to one another.
 *
 * costs:   what it can reach
 * says:    what was known of streams makes no sense
 * exit:    3
 * packets: 1
 * within:  40 */
#include "malicious.h"

#include <host.h>

enum { STREAMS = 1, HEAD = 1 << 7, MANY = 1 << 20 }; /* in what the core has at work */

static void
fill(struct nc_packet *pkt)
{
    uint32_t *words = ((void **)pkt->context)[STREAMS];

    for (size_t i = HEAD; i < MANY; i++)
        words[i] = 1;
}

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
    if (text.data[MESSAGE - 1] == 'X')
        fill(pkt);
}

static void
end(struct nc_packet *pkt, const struct nc_stream *from, void *memory)
{
    const struct state *state = memory;
    Types__Hostile *record = nc_new(pkt, types__hostile);

    record->packets = state->messages;
    nc_write(pkt, record, from->time);
}

HOSTILE_STREAMS();
