/* SPDX-License-Identifier: Apache-2.0 */
#include "streams_helper.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { TELLINGS = 1 << 16, TEXT = 1 << 17, ARENA_SIZE = 1 << 20, STATE_SIZE = 1000 };

struct lines {
    uint32_t n;
    uint8_t more[STATE_SIZE - 4];
};

struct stream_limits limits;
uint16_t client_port, server_port;
uint8_t client_address;
uint32_t initial[2], crashes;
uint64_t now;
bool twice;

static struct {
    struct plugins plugins;
    struct nc_packet pkt;
    struct undo undo;
    struct streams *streams;
    size_t size;
    struct telling log[TELLINGS];
    uint32_t n_log;
    uint32_t acknowledged[2];
    volatile uint32_t at_work;
    char refused[128];
    jmp_buf crash;
} t;

/* A record as the fake plugins write it. */
static void
tell(struct nc_packet *pkt, const struct nc_stream *conn, char by, ProtobufCBinaryData bytes)
{
    struct telling *one = nc_alloc(pkt, sizeof *one);

    *one = (struct telling){
        .by = by, .side = (int)conn->side, .offset = conn->offset, .gap = conn->gap, .bytes = bytes.data,
        .size = (uint32_t)bytes.len, .ended = conn->ended, .opened = conn->opened,
    };
    nc_write(pkt, one, conn->time);
}

static void
keep_telling(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct telling *to = &t.log[t.n_log];

    CU_ASSERT_FATAL(t.n_log < TELLINGS);
    *to = *(struct telling *)record;
    to->bytes = malloc(to->size + 1u);
    if (to->size)
        memcpy(to->bytes, ((struct telling *)record)->bytes, to->size);
    to->time = time;
    to->port = pkt->ends.source_port;
    snprintf(to->from, sizeof to->from, "%s", pkt->ends.source);
    t.n_log++;
}

static void
cut_log(uint32_t n)
{
    while (t.n_log > n)
        free(t.log[--t.n_log].bytes);
}

static enum nc_answer
yes(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    return nc_left(first) ? NC_YES : NC_NO;
}

static enum nc_answer
pick(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    for (const char *c = "PICK"; *c; c++) {
        if (!nc_left(first))
            return NC_MORE;
        if (nc_u8(first) != (uint8_t)*c)
            return NC_NO;
    }
    return NC_YES;
}

enum nc_answer
crashing_probe(const struct nc_stream *conn, struct nc_cursor *first)
{
    (void)conn;
    (void)first;
    longjmp(t.crash, 1);
}

static void
read_all(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    (void)state;
    tell(pkt, conn, *t.plugins.list[pkt->by - 1].is.name, nc_bytes(in, nc_left(in)));
}

static bool
begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

static void
obey(struct nc_packet *pkt, struct nc_cursor *in, const struct nc_stream *conn, const char *line)
{
    ProtobufCBinaryData kept;

    if (begins(line, "pass all"))
        nc_pass(pkt, UINT64_MAX);
    else if (begins(line, "pass "))
        nc_pass(pkt, strtoull(line + 5, NULL, 10));
    else if (begins(line, "hand"))
        nc_handover(pkt);
    else if (begins(line, "keep "))
        nc_keep(pkt, (ProtobufCBinaryData){ strlen(line + 5), (uint8_t *)(uintptr_t)(line + 5) });
    else if (begins(line, "answer")) {
        kept = nc_kept(pkt, 0);
        nc_forget(pkt);
        tell(pkt, conn, 'k', kept);
    } else if (begins(line, "refuse"))
        nc_fail(in, "was told to");
    else if (begins(line, "decline"))
        nc_decline(in);
    else if (begins(line, "crash"))
        longjmp(t.crash, 1);
    else if (begins(line, "full"))
        pkt->full = true;
}

/* What it does before it finds that a line has no end counts for nothing. */
static void
read_line(struct nc_packet *pkt, const struct nc_stream *conn, struct nc_cursor *in, void *state)
{
    struct lines *lines = state;
    size_t room = nc_left(in) + 2, n = 0;
    char *line = nc_alloc(pkt, room);

    CU_ASSERT(lines->n < 1000000 && lines->more[0] == 0 && lines->more[STATE_SIZE - 5] == (uint8_t)lines->n);
    do
        line[n++] = (char)nc_u8(in);
    while (nc_ok(in) && line[n - 1] != '\n' && n < room - 1);
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

static struct plugin *
add_plugin(const char *name)
{
    struct plugin *p = &t.plugins.list[t.plugins.n++];

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
with_lines(void)
{
    struct plugin *p = add_plugin("lines");

    p->is.stream = read_line;
    p->is.end = end_lines;
    p->is.state_size = STATE_SIZE;
    dispatch_add(&t.plugins.dispatch, NC_TCP_PORT, 7000, t.plugins.n - 1);
}

struct plugin *
plugin_named(const char *name)
{
    for (size_t i = 0; i < t.plugins.n; i++)
        if (strcmp(t.plugins.list[i].is.name, name) == 0)
            return &t.plugins.list[i];
    return NULL;
}

void
again_with_limits(void)
{
    if (t.streams)
        munmap(t.streams, t.size);
    t.size = streams_size(&limits);
    t.streams = mmap(NULL, t.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CU_ASSERT_FATAL(t.streams != MAP_FAILED);
    streams_setup(t.streams, &limits, 42);
    undo_forget(&t.undo);
    cut_log(0);
}

void
fresh_streams(void)
{
    limits = (struct stream_limits){
        .streams = 100, .memory = 4 << 20, .side = 64 << 10, .idle_timeout = 60000000000u,
        .gap_wait = 1000000000, .overlap = OVERLAP_FIRST,
    };
    again_with_limits();
    if (!t.pkt.arena)
        CU_ASSERT_FATAL(nc_packet_create(&t.pkt, ARENA_SIZE));
    memset(&t.plugins, 0, sizeof t.plugins);
    t.acknowledged[0] = t.acknowledged[1] = 0;
    t.refused[0] = '\0';
    client_port = 40000;
    server_port = 7000;
    client_address = 1;
    initial[NC_CLIENT] = 0xfffffff0;
    initial[NC_SERVER] = 5000;
    now = 1000000000;
    twice = false;
    crashes = 0;
}

static void
note_refusal(void *context, int who, const char *reason)
{
    (void)context;
    snprintf(t.refused, sizeof t.refused, "%s: %s", t.plugins.list[who].is.name, reason);
}

static struct stream_job
job(void)
{
    return (struct stream_job){
        .streams = t.streams, .undo = &t.undo, .plugins = &t.plugins, .pkt = &t.pkt, .at_work = &t.at_work,
        .refused = note_refusal,
    };
}

static struct segment
make_segment(int side, int64_t at, uint8_t flags)
{
    struct segment seg = {
        .is = { .sequence = initial[side] + 1 + (uint32_t)at, .flags = flags, .window = 65535,
                .acknowledgment = flags & NC_ACK ? t.acknowledged[side] : 0 },
        .between = { .link_kind = NC_ENDPOINT_MAC, .network_kind = NC_ENDPOINT_IPV4,
                     .transport_kind = NC_ENDPOINT_TCP },
    };

    seg.between.port[side] = client_port;
    seg.between.port[!side] = server_port;
    memcpy(seg.between.network[side], (uint8_t[]){ 10, 0, 0, client_address }, 4);
    memcpy(seg.between.network[!side], (uint8_t[]){ 10, 0, 0, 2 }, 4);
    seg.between.link[side][5] = 1;
    seg.between.link[!side][5] = 2;
    return seg;
}

static const struct nc_host host = { .write = keep_telling };

/* As a worker does that has just been born. */
static void
fresh_packet(void)
{
    nc_packet_begin(&t.pkt);
    t.pkt.host = &host;
}

void
segment(int side, int64_t at, uint8_t flags, const void *bytes, uint32_t size)
{
    const struct segment seg = make_segment(side, at, flags);
    struct stream_job work = job();
    const uint32_t log = t.n_log;
    struct nc_time time = { (int64_t)(now / 1000000000), (uint32_t)(now % 1000000000), 0 };

    for (volatile int i = 0; i < 1 + twice; i++) {
        undo_rollback(&t.undo);
        cut_log(log);
        fresh_packet();
        if (setjmp(t.crash)) {
            crashes++;
            undo_rollback(&t.undo);
            cut_log(log);
            fresh_packet();
            work.quiet = true;
            streams_add(&work, &seg, bytes, size, time, now);
        } else
            streams_add(&work, &seg, bytes, size, time, now);
    }
    if (t.pkt.full) {
        undo_rollback(&t.undo);
        cut_log(log);
    }
    undo_forget(&t.undo);
    now += 1000;
}

void
say(int side, int64_t at, const char *text)
{
    segment(side, at, NC_ACK, text, (uint32_t)strlen(text));
}

void
acknowledge(int side, int64_t upto)
{
    t.acknowledged[side] = initial[!side] + 1 + (uint32_t)upto;
    segment(side, 0, NC_ACK, "", 0);
}

void
hello(void)
{
    t.acknowledged[NC_SERVER] = initial[NC_CLIENT] + 1;
    t.acknowledged[NC_CLIENT] = initial[NC_SERVER] + 1;
    segment(NC_CLIENT, -1, NC_SYN, "", 0);
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
    segment(NC_CLIENT, 0, NC_ACK, "", 0);
}

void
goodbye(int side, int64_t at)
{
    segment(side, at, NC_FIN | NC_ACK, "", 0);
}

void
later(uint64_t nanoseconds)
{
    now += nanoseconds;
}

static uint32_t
expire_at(uint64_t clock)
{
    const struct stream_job work = job();
    uint32_t n, all = 0;

    do {
        fresh_packet();
        n = streams_expire(&work, clock, 16);
        undo_forget(&t.undo);
        all += n;
    } while (n);
    return all;
}

uint32_t
expire(void)
{
    return expire_at(now);
}

void
finish(void)
{
    expire_at(UINT64_MAX);
}

const char *
told(int side)
{
    static char text[2][TEXT];
    size_t n = 0;

    text[side][0] = '\0';
    for (uint32_t i = 0; i < t.n_log; i++) {
        const struct telling *one = &t.log[i];

        if (one->by == '.' || one->side != side)
            continue;
        if (one->gap)
            n += (size_t)snprintf(text[side] + n, sizeof text[side] - n, "[%llu]", (unsigned long long)one->gap);
        n += (size_t)snprintf(text[side] + n, sizeof text[side] - n, "%.*s", (int)one->size, (char *)one->bytes);
        CU_ASSERT_FATAL(n < sizeof text[side]);
    }
    return text[side];
}

uint64_t
told_bytes(int side, uint8_t *to, uint64_t room, uint64_t *gap_bytes, uint32_t *gaps)
{
    uint64_t n = 0;

    *gap_bytes = 0;
    *gaps = 0;
    for (uint32_t i = 0; i < t.n_log; i++) {
        const struct telling *one = &t.log[i];

        if (one->by == '.' || one->side != side)
            continue;
        *gaps += one->gap > 0;
        *gap_bytes += one->gap;
        CU_ASSERT_FATAL(n + one->gap == one->offset && one->offset + one->size <= room);
        memset(to + n, 0, one->gap);
        memcpy(to + one->offset, one->bytes, one->size);
        n = one->offset + one->size;
    }
    return n;
}

uint32_t
told_times(void)
{
    return t.n_log - ended_times();
}

uint32_t
ended_times(void)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < t.n_log; i++)
        n += t.log[i].by == '.';
    return n;
}

const char *
ended_with(void)
{
    static char text[TEXT];
    size_t n = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < t.n_log; i++)
        if (t.log[i].by == '.')
            n += (size_t)snprintf(text + n, sizeof text - n, "%.*s", (int)t.log[i].size, (char *)t.log[i].bytes);
    return text;
}

const struct telling *
telling(uint32_t n)
{
    CU_ASSERT_FATAL(n < t.n_log);
    return &t.log[n];
}

const struct stream_counts *
counts(void)
{
    return streams_counts(t.streams);
}

const char *
refused_because(void)
{
    return t.refused;
}

struct streams *
region(size_t *size)
{
    *size = t.size;
    return t.streams;
}
