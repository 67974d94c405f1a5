/* SPDX-License-Identifier: Apache-2.0 */
/* ERRAND: a client sends for things at port 4721 over TCP, "FETCH THING PORT" a line, and gets each
 * by a connection of its own to that port of the server; the ways of FTP (RFC 959). */
#include <netcap/plugin.h>

#include <string.h>

#include "errand.pb-c.h"

enum { PORT = 4721 };

static const char fetch[] = "FETCH ";

/* Of a connection that brings a thing; zero where things are sent for. */
struct state {
    char thing[NC_EXPECTED_STATE]; /* told when it is expected */
    struct nc_time first;
    uint64_t bytes;
};

/* Takes "THING PORT". */
static void
expect(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *line)
{
    struct nc_expected brings = { .port = 0 };
    uint32_t port = 0;
    size_t n = 0;
    uint8_t c;

    while ((c = nc_u8(line)) != ' ' && nc_ok(line)) {
        nc_require(line, n < sizeof brings.state - 1, "thing with a long name");
        if (nc_ok(line))
            brings.state[n++] = c;
    }
    while (nc_left(line) && nc_ok(line)) {
        c = nc_u8(line);
        port = port * 10 + (uint32_t)(c - '0');
        nc_require(line, c >= '0' && c <= '9' && port <= UINT16_MAX, "port that is none");
    }
    if (!nc_ok(line))
        return;
    brings.port = (uint16_t)port;
    memcpy(brings.network, conn->network[NC_SERVER], sizeof brings.network);
    nc_expect(pkt, &brings);
}

/* One line; without its end it comes again. */
static void
send_for(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in)
{
    struct nc_cursor ahead = nc_ahead(in), line;
    size_t size = 0;

    while (nc_ok(&ahead) && nc_u8(&ahead) != '\n')
        size++;
    line = nc_slice(in, size);
    nc_skip(in, 1);
    if (!nc_ok(in) || conn->side != NC_CLIENT)
        return;
    if (memcmp(nc_view(&line, sizeof fetch - 1), fetch, sizeof fetch - 1) == 0)
        expect(pkt, conn, &line);
    if (!nc_ok(&line))
        nc_malformed(pkt, "line that asks for nothing");
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *own)
{
    struct state *state = own;

    if (!*state->thing) {
        send_for(pkt, conn, in);
        return;
    }
    if (!state->bytes)
        state->first = conn->time;
    state->bytes += nc_left(in);
    nc_skip(in, nc_left(in));
}

static void
end(struct nc_packet *pkt, const struct nc_stream *conn, void *own)
{
    const struct state *state = own;
    Errand__Errand *errand;

    (void)conn;
    if (!*state->thing)
        return;
    errand = nc_new(pkt, errand__errand);
    errand->thing = nc_text(pkt, (ProtobufCBinaryData){ strlen(state->thing),
                                                        (uint8_t *)(uintptr_t)state->thing });
    errand->bytes = state->bytes;
    nc_write(pkt, errand, state->first);
}

NC_PLUGIN(errand,
    .name       = "Errand",
    .about      = "Things that are sent for, and brought by connections of their own",
    .type       = 10051,
    .record     = &errand__errand__descriptor,
    .on         = NC_ON(NC_KEY(NC_TCP_PORT, PORT)),
    .stream     = stream,
    .end        = end,
    .state_size = sizeof(struct state));
