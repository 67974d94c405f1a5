/* SPDX-License-Identifier: Apache-2.0 */
#include "streams_fakes.h"

#include "harness.h"

#include <stdlib.h>
#include <string.h>

enum { STATE_SIZE = 1000 };

struct lines {
    uint32_t n;
    uint8_t more[STATE_SIZE - 4];
};

struct plugins fakes;
jmp_buf fake_crash;
char fake_elsewhere[] = "elsewhere";
uint64_t fake_offered, fake_shown, fake_asked;

static void
tell(struct nc_packet *pkt, const struct nc_stream *conn, char by, ProtobufCBinaryData bytes)
{
    struct telling *one = nc_alloc(pkt, sizeof *one);

    *one = (struct telling){
        .by = by, .side = (int)conn->side, .offset = conn->offset, .gap = conn->gap,
        .bytes = bytes.data, .size = (uint32_t)bytes.len,
        .ended = conn->ended, .opened = conn->opened, .broken = conn->broken,
        .heard = conn->heard,
    };
    nc_write(pkt, one, conn->time);
}

static enum nc_answer
yes(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    return nc_left(first) ? NC_YES : NC_NO;
}

static enum nc_answer
starts_with(struct nc_cursor *first, const char *word)
{
    for (; *word; word++) {
        if (!nc_left(first))
            return NC_MORE;
        if (nc_u8(first) != (uint8_t)*word)
            return NC_NO;
    }
    return NC_YES;
}

static enum nc_answer
pick(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    fake_asked++;
    fake_shown += nc_left(first);
    if (nc_left(first) && nc_peek(first) == '?') /* which may be anything, for ever */
        return NC_MORE;
    return starts_with(first, "PICK");
}

static enum nc_answer
pick_line(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    return starts_with(first, "LINE");
}

enum nc_answer
crashing_probe(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    (void)first;
    longjmp(fake_crash, 1);
}

static void
read_all(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    (void)state;
    tell(pkt, conn, *fakes.list[pkt->by - 1].is.name, nc_bytes(in, nc_left(in)));
}

static void
read_last(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    if (conn->ended || conn->broken)
        read_all(pkt, conn, in, state);
}

static bool
begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* "give N TEXT": what stands behind the blank, which is looked back to. */
static void
give(struct nc_packet *pkt, const char *line)
{
    struct nc_cursor none = { nc_zeros, nc_zeros, nc_zeros, NULL };
    char *end;
    uint64_t value = strtoull(line + 5, &end, 10);
    size_t size = strcspn(end, "|");
    const ProtobufCBinaryData text = { size, (uint8_t *)(uintptr_t)end };
    struct nc_cursor message;

    pkt->in = pkt->in ? pkt->in : &none;
    message = nc_join(pkt, &text, 1);
    nc_skip(&message, 1);
    nc_hand_on(pkt, message, FAKE_SPACE, value);
}

static void
obey(struct nc_packet *pkt, struct nc_cursor *in, const struct nc_stream *conn, const char *line)
{
    ProtobufCBinaryData kept;

    if (begins(line, "pass all"))
        nc_pass(pkt, UINT64_MAX);
    else if (begins(line, "pass "))
        nc_pass(pkt, strtoull(line + 5, NULL, 10));
    else if (begins(line, "give "))
        give(pkt, line);
    else if (begins(line, "many "))
        for (int i = 0; i <= NC_HANDED_MAX; i++)
            give(pkt, line);
    else if (begins(line, "both ")) {
        give(pkt, line);
        nc_fail(in, "was told to");
    } else if (begins(line, "hand"))
        nc_handover(pkt);
    else if (begins(line, "keep "))
        nc_keep(pkt, (ProtobufCBinaryData){ strlen(line + 5), (uint8_t *)(uintptr_t)(line + 5) });
    else if (begins(line, "answer")) {
        kept = nc_kept(pkt, 0);
        nc_forget(pkt);
        tell(pkt, conn, 'k', kept);
    } else if (begins(line, "refuse"))
        nc_fail(in, "was told to");
    else if (begins(line, "wrong"))
        nc_refuse(pkt, "was told that it is");
    else if (begins(line, "decline"))
        nc_decline(in);
    else if (begins(line, "crash"))
        longjmp(fake_crash, 1);
    else if (begins(line, "full"))
        pkt->full = true;
}

/* What it does before it finds that a line has no end counts for nothing. */
static void
read_line(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    struct lines *lines = state;
    size_t size = nc_left(in) + 2, n = 0;
    char *line = nc_alloc(pkt, size);

    fake_offered += nc_left(in);
    CU_ASSERT(lines->n < 1000000 && lines->more[0] == 0);
    CU_ASSERT_EQUAL(lines->more[STATE_SIZE - 5], (uint8_t)lines->n);
    do
        line[n++] = (char)nc_u8(in);
    while (nc_ok(in) && line[n - 1] != '\n' && n < size - 1);
    lines->n++;
    lines->more[STATE_SIZE - 5]++;
    line[n - 1] = '|';
    line[n] = '\0';
    tell(pkt, conn, 'l', (ProtobufCBinaryData){ n, (uint8_t *)line });
    if (!nc_ok(in)) {
        lines->n = 2000000;
        nc_pass(pkt, 3);
        nc_forget(pkt);
        return;
    }
    obey(pkt, in, conn, line);
}

static void
end_lines(struct nc_packet *pkt, const struct nc_stream *conn, void *state)
{
    struct lines *lines = state;

    CU_ASSERT(lines->more[STATE_SIZE - 5] == (uint8_t)lines->n);
    tell(pkt, conn, '.', nc_kept(pkt, 0));
    nc_forget(pkt);
}

/* "expect PORT", from anybody to that port of 10.0.0.1; "any PORT", of anybody; "stream PORT"; "for
 * PORT", who has the key 2 in FAKE_SPACE. */
static void
expect_as_told(struct nc_packet *pkt, const char *text, size_t size)
{
    struct nc_expected expected = { .network = { 10, 0, 0, 1 }, .state = { 'x' } };
    const char *port = memchr(text, ' ', size);

    if (!port || !strchr("easf", *text))
        return;
    expected.any_host = *text == 'a';
    expected.space = *text == 'f' ? FAKE_SPACE : 0;
    expected.value = *text == 'f' ? 2 : 0;
    expected.transport_kind = *text == 's' ? NC_ENDPOINT_TCP : 0;
    for (const char *at = port + 1; at < text + size && *at >= '0' && *at <= '9'; at++)
        expected.port = (uint16_t)(expected.port * 10 + (*at - '0'));
    nc_expect(pkt, &expected);
}

struct count {
    uint8_t begins; /* with what was told when it was expected */
    uint8_t n;
};

/* Tells each datagram with how many came before it: "2:text". */
static void
count_datagrams(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in,
                void *state)
{
    struct count *count = state;
    ProtobufCBinaryData text = nc_bytes(in, nc_left(in));
    char *line = nc_alloc(pkt, text.len + 4);

    line[0] = count->begins ? (char)count->begins : (char)('0' + count->n % 10);
    line[1] = ':';
    if (text.len)
        memcpy(line + 2, text.data, text.len);
    line[text.len + 2] = '|';
    count->n++;
    count->begins = 0;
    tell(pkt, conn, *fakes.list[pkt->by - 1].is.name,
         (ProtobufCBinaryData){ text.len + 3, (uint8_t *)line });
    expect_as_told(pkt, line + 2, text.len);
    line[text.len + 2] = '\0';
    obey(pkt, in, conn, line + 2);
    line[text.len + 2] = '|';
    nc_require(in, !memchr(line, '!', text.len + 2), "was told to");
}

static void
end_count(struct nc_packet *pkt, const struct nc_stream *conn, void *state)
{
    struct count *count = state;
    uint8_t *n = nc_alloc(pkt, 1);

    *n = (uint8_t)('0' + count->n % 10);
    tell(pkt, conn, '.', (ProtobufCBinaryData){ 1, n });
}

/* Tells what it was handed, where in its message that stands, and does as it says; what stands
 * behind a comma is the next layer's. */
static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    struct telling *one = record;
    const char *text = (const char *)nc_rest(in).data;
    size_t size = nc_left(in), n = 0;
    char *line = nc_alloc(pkt, size + 2);

    while (n < size && text[n] != ',')
        n++;
    one->by = 'd';
    one->side = (int)nc_found_by(pkt).value;
    one->offset = nc_tell(in);
    one->size = (uint32_t)n;
    one->bytes = nc_bytes(in, n).data;
    if (n)
        memcpy(line, one->bytes, n);
    line[n] = '|';
    obey(pkt, in, &(struct nc_stream){ 0 }, line);
    if (begins(line, "malformed"))
        nc_malformed(pkt, "was told that it is");
    if (begins(line, "move"))
        nc_addresses(pkt, fake_elsewhere, fake_elsewhere);
    if (begins(line, "write"))
        nc_write(pkt, one, (struct nc_time){ 0 });
    nc_skip(in, nc_left(in) != 0);
    nc_next(pkt, FAKE_SPACE, 3);
}

static void
zero(ProtobufCMessage *telling)
{
    memset(telling, 0, sizeof(struct telling));
}

static const ProtobufCMessageDescriptor descriptor = {
    .sizeof_message = sizeof(struct telling), .message_init = zero,
};

static struct plugin *
add_plugin(const char *name)
{
    struct plugin *p = &fakes.list[fakes.n];

    fakes.probing[fakes.n_probing++] = (uint16_t)fakes.n++; /* it may yet be given a probe */
    *p = (struct plugin){ .is = { .name = name, .stream = read_all }, .enabled = true };
    p->options = p;
    return p;
}

void
with_reader(void)
{
    add_plugin("reader")->is.probe = yes;
}

void
with_picky(void)
{
    add_plugin("picky")->is.probe = pick;
}

void
with_patient(void)
{
    struct plugin *p = add_plugin("patient");

    p->is.probe = yes;
    p->is.stream = read_last;
}

void
with_lines(void)
{
    struct plugin *p = add_plugin("lines");

    p->is.stream = read_line;
    p->is.end = end_lines;
    p->is.state_size = STATE_SIZE;
    dispatch_add(&fakes.dispatch, NC_TCP_PORT, 7000, fakes.n - 1);
}

void
with_picky_lines(void)
{
    struct plugin *p = add_plugin("again");

    p->is.stream = read_line;
    p->is.end = end_lines;
    p->is.probe = pick_line;
    p->is.state_size = STATE_SIZE;
}

void
with_datagrams(const char *name, uint16_t port)
{
    struct plugin *p = add_plugin(name);

    p->is.stream = NULL;
    p->is.datagram = count_datagrams;
    p->is.end = end_count;
    p->is.state_size = sizeof(struct count);
    dispatch_add(&fakes.dispatch, NC_UDP_PORT, port, fakes.n - 1);
}

void
with_decoder(void)
{
    struct plugin *p = add_plugin("decoder");

    p->is.stream = NULL;
    p->is.record = &descriptor;
    p->is.decode = decode;
    fakes.n_probing--;
    dispatch_add(&fakes.dispatch, FAKE_SPACE, 1, fakes.n - 1);
    dispatch_add(&fakes.dispatch, FAKE_SPACE, 3, fakes.n - 1);
}

struct plugin *
plugin_named(const char *name)
{
    for (size_t i = 0; i < fakes.n; i++)
        if (strcmp(fakes.list[i].is.name, name) == 0)
            return &fakes.list[i];
    return NULL;
}
