/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin of streams and datagrams that fails on purpose, for the tests of isolation: it reads
 * messages of sixteen bytes, "poison", a number and a mark; at the mark X it fails in .stream or
 * .datagram, after an E in .end.  Built with -DSANE it passes over those: what it writes then is
 * what is right. */
#include <netcap/plugin.h>

#include <stdlib.h>
#include <string.h>

#include "poisonstream.pb-c.h"

enum { MESSAGE = 16 };

struct state {
    uint32_t messages;
    uint8_t marked;
};

#ifdef SANE
enum { SANE_PLUGIN = 1 };
#else
enum { SANE_PLUGIN = 0 };
#endif

static enum nc_answer
probe(const struct nc_stream *stream, struct nc_cursor *in)
{
    ProtobufCBinaryData head = nc_bytes(in, 6);

    (void)stream;
    return nc_ok(in) && memcmp(head.data, "poison", 6) == 0 ? NC_YES : NC_NO;
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *from, struct nc_cursor *in, void *memory)
{
    struct state *state = memory;
    ProtobufCBinaryData text = nc_bytes(in, MESSAGE);
    Types__PoisonStream *record;

    nc_require(in, nc_ok(in), nc_truncated);
    if (text.data[MESSAGE - 1] == 'X' && SANE_PLUGIN)
        return;
    state->messages++;
    state->marked |= text.data[MESSAGE - 1] == 'E';
    record = nc_new(pkt, types__poison_stream);
    record->text = text;
    nc_write(pkt, record, from->time);
    if (text.data[MESSAGE - 1] == 'X')
        abort();
}

static void
end(struct nc_packet *pkt, const struct nc_stream *from, void *memory)
{
    const struct state *state = memory;
    Types__PoisonStream *record = nc_new(pkt, types__poison_stream);

    if (state->marked && SANE_PLUGIN)
        return;
    record->messages = state->messages;
    nc_write(pkt, record, from->time);
    if (state->marked)
        abort();
}

NC_PLUGIN(poisonstream,
    .name       = "PoisonStream",
    .about      = "Fails on purpose, as a plugin of streams",
    .type       = 10997,
    .record     = &types__poison_stream__descriptor,
    .on         = NC_ON(NC_KEY(NC_UDP_PORT, 4000)),
    .probe      = probe,
    .stream     = stream,
    .datagram   = stream,
    .end        = end,
    .state_size = sizeof(struct state));
