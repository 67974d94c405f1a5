/* SPDX-License-Identifier: Apache-2.0 */
/* A message is two bytes and what they ask for: its size, and whether to pass over what follows it,
 * to keep, to forget, to hand over or refuse the connection. */
#include "fuzz_streams.h"

#include "static_plugins.h"

#include <string.h>

enum { SIZE = 31, PASSES = 32, KEEPS = 64, FORGETS = 128, RARELY = 3 };

struct state {
    uint64_t next[2]; /* where each side stands, once it has begun */
    uint64_t passed[2];
    bool begun[2];
};

static const uint32_t *trusted;

void
reader_trusts(const uint32_t initial[2])
{
    trusted = initial;
}

/* Nothing comes again, nothing is left out unsaid. */
static void
check_place(const struct nc_stream *conn, const struct state *s)
{
    uint64_t expected = s->next[conn->side];

    if (!s->begun[conn->side])
        return;
    if (conn->offset < expected ||
        conn->offset - expected > conn->gap + s->passed[conn->side])
        broken("side %u stands at %llu behind a gap of %llu and not at %llu", conn->side,
               (unsigned long long)conn->offset, (unsigned long long)conn->gap,
               (unsigned long long)expected);
}

static void
check_bytes(const struct nc_stream *conn, ProtobufCBinaryData bytes)
{
    for (size_t i = 0; trusted && i < bytes.len; i++)
        if (bytes.data[i] !=
            reader_byte(trusted[conn->side] + 1 + (uint32_t)conn->offset + (uint32_t)i))
            broken("side %u has another byte at %llu", conn->side,
                   (unsigned long long)conn->offset + i);
}

static void
obey(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, struct state *s,
     uint8_t command, ProtobufCBinaryData bytes)
{
    uint8_t argument = bytes.len ? bytes.data[bytes.len - 1] : 0;

    s->passed[conn->side] = 0;
    if (command & PASSES) {
        nc_pass(pkt, argument);
        s->passed[conn->side] = argument;
    }
    if (command & KEEPS)
        nc_keep(pkt, bytes);
    if (command & FORGETS)
        nc_forget(pkt);
    if (argument == RARELY)
        nc_handover(pkt);
    if (argument == RARELY + 1)
        nc_fail(in, "as it was asked to");
}

static void
stream(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    struct state *s = state;
    struct reader_told *told;
    ProtobufCBinaryData bytes;
    uint8_t command;

    check_place(conn, s);
    if (!nc_left(in))
        return;
    command = nc_u8(in);
    bytes = nc_bytes(in, command & SIZE);
    if (!nc_ok(in))
        return;
    check_bytes(conn, (ProtobufCBinaryData){ bytes.len + 1, bytes.data - 1 });
    s->begun[conn->side] = true;
    s->next[conn->side] = conn->offset + 1 + bytes.len;
    obey(pkt, conn, in, s, command, bytes);
    told = nc_alloc(pkt, sizeof *told);
    *told = (struct reader_told){ .side = conn->side, .offset = conn->offset, .gap = conn->gap,
                                  .size = bytes.len };
    told->digest = digest(DIGEST, bytes.data, bytes.len);
    nc_write(pkt, told, conn->time);
}

static void
end(struct nc_packet *pkt, const struct nc_stream *conn, void *state)
{
    const struct state *s = state;
    struct reader_told *told = nc_alloc(pkt, sizeof *told);

    (void)conn;
    *told = (struct reader_told){ .offset = s->next[0], .size = s->next[1], .ended = 1,
                                  .gap = nc_kept(pkt, 0).len };
    nc_write(pkt, told, (struct nc_time){ 0, 0, 0 });
}

static enum nc_answer
probe(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    return nc_left(first) < 3 ? NC_MORE : NC_YES;
}

static const ProtobufCMessageDescriptor nothing = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "Told",
    .short_name = "Told",
    .package_name = "",
    .sizeof_message = sizeof(struct reader_told),
};

static const struct nc_plugin reader = {
    .abi = NC_ABI,
    .size = sizeof reader,
    .name = "Reader",
    .about = "Reads what it is told to",
    .type = 10099,
    .record = &nothing,
    .on = NC_ON(NC_KEY(NC_TCP_PORT, READER_PORT)),
    .probe = probe,
    .stream = stream,
    .end = end,
    .state_size = sizeof(struct state),
};

struct plugins *
reader_plugins(void)
{
    static struct plugins plugins;
    static const struct nc_plugin *const list[] = { &reader, NULL };

    if (!plugins.n)
        static_plugins(&plugins, list);
    return &plugins;
}
