/* SPDX-License-Identifier: Apache-2.0 */
/* FERRY: files that are asked for at port 4769 over UDP, and come from another port, block by
 * block; the ways of TFTP (RFC 1350), without its errors. */
#include <netcap/plugin.h>

#include <string.h>

#include "ferry.pb-c.h"

enum { DOCK = 4769, FETCH = 1, BLOCK = 3, THANKS = 4, BLOCK_SIZE = 512 };

/* Of a transfer; zero where files are asked for. */
struct state {
    char file[NC_EXPECTED_STATE]; /* told when it is expected */
    struct nc_time last;
    uint64_t bytes;
    uint16_t blocks;
    bool whole;
};

_Static_assert(sizeof(struct state) <= NC_STATE_MAX, "it is kept");

/* The server answers from a port of its own. */
static void
fetch(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in)
{
    struct nc_expected transfer = { .port = conn->port[NC_CLIENT] };
    ProtobufCBinaryData name = nc_rest(in);

    nc_require(in, name.len && name.len < sizeof transfer.state, "name that is none");
    if (!nc_ok(in))
        return;
    memcpy(transfer.network, conn->network[NC_CLIENT], sizeof transfer.network);
    memcpy(transfer.state, name.data, name.len);
    nc_expect(pkt, &transfer);
}

static void
report(struct nc_packet *pkt, const struct state *state)
{
    Ferry__Ferry *ferry = nc_new(pkt, ferry__ferry);

    ferry->file = nc_text(pkt, (ProtobufCBinaryData){ strlen(state->file),
                                                      (uint8_t *)(uintptr_t)state->file });
    ferry->blocks = state->blocks;
    ferry->bytes = state->bytes;
    ferry->whole = state->whole;
    nc_write(pkt, ferry, state->last);
}

static void
block(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in,
      struct state *state)
{
    uint16_t number = nc_u16(in);
    size_t size = nc_left(in);

    nc_require(in, size <= BLOCK_SIZE, "block that is too long");
    if (number == state->blocks || state->whole)
        return; /* once more */
    nc_require(in, number == state->blocks + 1, "block before its turn");
    state->blocks = number;
    state->bytes += size;
    state->last = conn->time;
    state->whole = size < BLOCK_SIZE;
    if (state->whole && nc_ok(in))
        report(pkt, state);
}

static void
datagram(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *own)
{
    struct state *state = own;
    uint16_t what = nc_u16(in);

    if (!*state->file)
        nc_require(in, what == FETCH, "asks for nothing");
    else
        nc_require(in, what == BLOCK || what == THANKS, "neither block nor thanks");
    if (what == FETCH && nc_ok(in))
        fetch(pkt, conn, in);
    else if (what == BLOCK && nc_ok(in))
        block(pkt, conn, in, state);
}

static void
end(struct nc_packet *pkt, const struct nc_stream *conn, void *own)
{
    const struct state *state = own;

    (void)conn;
    if (state->blocks && !state->whole)
        report(pkt, state);
}

NC_PLUGIN(ferry,
    .name       = "Ferry",
    .about      = "Files that are fetched block by block",
    .type       = 10050,
    .record     = &ferry__ferry__descriptor,
    .on         = NC_ON(NC_KEY(NC_UDP_PORT, DOCK)),
    .datagram   = datagram,
    .end        = end,
    .state_size = sizeof(struct state));
