/* SPDX-License-Identifier: Apache-2.0 */
#include "streams_helper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { TELLINGS = 1 << 16, ARENA_SIZE = 1 << 20 };

struct stream_limits limits;
uint16_t client_port, server_port;
uint8_t client_address;
uint32_t initial[2], crashes;
struct judgment judged;
uint16_t read_by;
uint64_t now;
uint16_t offered;
uint8_t offered_scale;
bool twice;
uint8_t network_sum, transport_sum;
bool strict;

static struct {
    struct nc_packet pkt;
    struct undo undo;
    struct streams *streams;
    size_t size;
    struct telling log[TELLINGS];
    uint32_t n_log;
    uint32_t acknowledged[2];
    volatile uint32_t at_work;
    char refused[128], noted[128];
} t;

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

void
again_with_limits(void)
{
    if (t.streams)
        munmap(t.streams, t.size);
    t.size = streams_size(&limits);
    t.streams = mmap(NULL, t.size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CU_ASSERT_FATAL(t.streams != MAP_FAILED);
    streams_setup(t.streams, &limits, 42);
    undo_forget(&t.undo);
    cut_log(0);
}

void
fresh_streams(void)
{
    limits = (struct stream_limits){
        .connections = 100, .memory = 4 << 20, .side = 64 << 10, .idle_timeout = 60000000000u,
        .gap_wait = 1000000000, .overlap = OVERLAP_FIRST, .closed_wait = CLOSED_WAIT,
    };
    again_with_limits();
    if (!t.pkt.arena)
        CU_ASSERT_FATAL(nc_packet_create(&t.pkt, ARENA_SIZE));
    memset(&fakes, 0, sizeof fakes);
    t.acknowledged[0] = t.acknowledged[1] = 0;
    t.refused[0] = '\0';
    client_port = 40000;
    server_port = 7000;
    client_address = 1;
    initial[NC_CLIENT] = 0xfffffff0;
    initial[NC_SERVER] = 5000;
    now = 1000000000;
    offered = 0;
    offered_scale = 0;
    twice = strict = false;
    network_sum = transport_sum = NC_SUM_UNKNOWN;
    t.noted[0] = '\0';
    crashes = 0;
}

static void
note_refusal(void *context, int who, const char *reason)
{
    (void)context;
    snprintf(t.refused, sizeof t.refused, "%s: %s", fakes.list[who].is.name, reason);
}

static void
note_remark(void *context, int who, const char *reason)
{
    (void)context;
    snprintf(t.noted, sizeof t.noted, "%d: %s", who, reason);
}

const char *
noted(void)
{
    return t.noted;
}

static struct stream_job
job(void)
{
    return (struct stream_job){
        .streams = t.streams, .undo = &t.undo, .plugins = &fakes, .pkt = &t.pkt,
        .at_work = &t.at_work, .refused = note_refusal,
        .noted = note_remark, .strict = strict,
    };
}

static struct nc_segment
make_segment(int side, int64_t at, uint8_t flags)
{
    return (struct nc_segment){
        .sequence = initial[side] + 1 + (uint32_t)at, .flags = flags, .window = offered,
        .acknowledgment = flags & NC_ACK ? t.acknowledged[side] : 0,
    };
}

static struct nc_tails
make_ends(int side)
{
    struct nc_tails ends = { .link_kind = NC_ENDPOINT_MAC, .network_kind = NC_ENDPOINT_IPV4,
                             .transport_kind = NC_ENDPOINT_TCP,
                             .network_by = 2, .transport_by = 3, .network_sum = network_sum,
                             .transport_sum = transport_sum };

    ends.port[side] = client_port;
    ends.port[!side] = server_port;
    memcpy(ends.network[side], (uint8_t[]){ 10, 0, 0, client_address }, 4);
    memcpy(ends.network[!side], (uint8_t[]){ 10, 0, 0, 2 }, 4);
    ends.link[side][5] = 1;
    ends.link[!side][5] = 2;
    return ends;
}

static const struct nc_host host = { .write = keep_telling };

/* As a worker does that has just been born. */
static void
fresh_packet(void)
{
    nc_packet_begin(&t.pkt);
    t.pkt.host = &host;
}

static struct nc_time
time_now(void)
{
    return (struct nc_time){ (int64_t)(now / 1000000000), (uint32_t)(now % 1000000000), 0 };
}

/* A packet of its own: it is added, and again without plugins when one crashes. */
static void
run_packet(void (*add)(const struct stream_job *, const void *), const void *in)
{
    struct stream_job at_work = job();
    const uint32_t log = t.n_log;

    for (volatile int i = 0; i < 1 + twice; i++) {
        undo_rollback(&t.undo);
        cut_log(log);
        fresh_packet();
        if (setjmp(fake_crash)) {
            crashes++;
            undo_rollback(&t.undo);
            cut_log(log);
            fresh_packet();
            at_work.quiet = true;
            add(&at_work, in);
        } else
            add(&at_work, in);
    }
    if (t.pkt.full) {
        undo_rollback(&t.undo);
        cut_log(log);
    }
    undo_forget(&t.undo);
    now += 1000;
}

static void
add_segment(const struct stream_job *at_work, const void *in)
{
    judged = streams_add(at_work, in);
}

void
segment(int side, int64_t at, uint8_t flags, const void *bytes, uint32_t size)
{
    const struct nc_segment seg = make_segment(side, at, flags);
    const struct nc_tails ends = make_ends(side);
    const struct stream_input in = { &seg, &ends, bytes, size, time_now(), now, 0, offered_scale };

    run_packet(add_segment, &in);
}

static void
add_datagram(const struct stream_job *at_work, const void *in)
{
    read_by = streams_datagram(at_work, in);
}

void
post(int side, const char *text)
{
    struct nc_tails ends = make_ends(side);
    const struct datagram_input in = {
        .between = &ends, .space = NC_UDP_PORT, .bytes = (const uint8_t *)text,
        .size = (uint32_t)strlen(text), .time = time_now(), .clock = now,
    };

    ends.transport_kind = NC_ENDPOINT_UDP;
    run_packet(add_datagram, &in);
}

void
say(int side, int64_t at, const char *text)
{
    segment(side, at, NC_ACK, text, (uint32_t)strlen(text));
}

void
acknowledged(int side, int64_t upto)
{
    t.acknowledged[side] = initial[!side] + 1 + (uint32_t)upto;
}

void
acknowledge(int side, int64_t upto)
{
    acknowledged(side, upto);
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
answer(uint32_t number)
{
    initial[NC_SERVER] = number;
    acknowledged(NC_SERVER, 0);
    segment(NC_SERVER, -1, NC_SYN | NC_ACK, "", 0);
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
    const struct stream_job at_work = job();
    uint32_t n, all = 0;

    do {
        fresh_packet();
        n = streams_expire(&at_work, clock, 16);
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

uint32_t
tellings(void)
{
    return t.n_log;
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

void
talk(void)
{
    fresh_streams();
    with_reader();
    hello();
}

void
segment_of(uint8_t sum, int side, int64_t at, uint8_t flags, const char *bytes)
{
    uint8_t before = transport_sum;

    transport_sum = sum;
    segment(side, at, flags, bytes, (uint32_t)strlen(bytes));
    transport_sum = before;
}

void
talk_with(uint8_t client, uint8_t server)
{
    fresh_streams();
    with_reader();
    acknowledged(NC_CLIENT, 0);
    acknowledged(NC_SERVER, 0);
    segment_of(client, NC_CLIENT, -1, NC_SYN, "");
    segment_of(server, NC_SERVER, -1, NC_SYN | NC_ACK, "");
    segment_of(client, NC_CLIENT, 0, NC_ACK, "");
    segment_of(client, NC_CLIENT, 0, NC_ACK | NC_PSH, "a");
    segment_of(server, NC_SERVER, 0, NC_ACK | NC_PSH, "b");
    transport_sum = NC_SUM_RIGHT;
}

void
talk_in_lines(void)
{
    fresh_streams();
    with_lines();
    hello();
}

void
talk_in_windows(uint16_t size)
{
    fresh_streams();
    offered = size;
    with_reader();
    hello();
}
