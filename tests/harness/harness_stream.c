/* SPDX-License-Identifier: Apache-2.0 */
/* A talk as segments for the core's streams, whose one plugin it is that is tested. */
#include "harness_stream.h"

#include "harness_plugin.h"
#include "harness_store.h"
#include "harness_watch.h"
#include "reassembly/streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    ARENA = 4 << 20, /* as the core's */
    PASSES = 6,
    MEMORY = 4 << 20,
    CONVERSATIONS = 8, /* of datagrams, at a time */
    LONGEST = 65495, /* bytes of a segment below IPv4 and TCP headers without options */
};

static const uint64_t long_wait = UINT64_C(3600000000000);

/* What has been sent, and what came of it. */
static struct {
    struct options options;
    struct plugins *plugins;
    struct nc_packet pkt;
    struct undo undo;
    struct streams *streams;
    size_t size;
    uint32_t next[2], heard[2]; /* sequence numbers of each, and of the other that it has heard */
    bool closed[2];
    uint64_t second;
    bool patient, uncounted; /* what is lost is waited for; packets have no numbers */
    volatile uint32_t at_work;
    struct records records;
    const char *malformed;
} t;

static void
write_record(struct nc_packet *pkt, void *message, struct nc_time time)
{
    (void)pkt;
    copy_record(&t.records, message, time);
}

static const struct nc_host host = { .write = write_record };

static void
note_refused(void *context, int plugin_index, const char *reason)
{
    (void)context;
    CU_ASSERT_EQUAL(plugin_index, 0);
    watch_refusal(reason);
}

static void
note_malformed(void *context, int plugin_index, const char *reason)
{
    (void)context;
    CU_ASSERT_EQUAL(plugin_index, 0);
    if (!*t.malformed)
        t.malformed = reason;
}

/* As a worker is that has come to another packet. */
static struct stream_job
begin_packet(void)
{
    nc_packet_begin(&t.pkt);
    t.pkt.host = &host;
    t.pkt.context = NULL;
    return (struct stream_job){
        .streams = t.streams, .undo = &t.undo, .plugins = t.plugins, .pkt = &t.pkt,
        .at_work = &t.at_work, .refused = note_refused, .malformed = note_malformed,
    };
}

static void
end_packet(void)
{
    CU_ASSERT_FALSE(t.pkt.full);
    undo_forget(&t.undo);
    watch_kept();
}

static struct nc_tails
ends_of(uint32_t sender, const uint16_t *port)
{
    const struct nc_stream *is = talk();
    struct nc_tails ends = { .link_kind = (uint8_t)is->link_kind,
                             .network_kind = (uint8_t)is->network_kind,
                             .transport_kind = (uint8_t)is->transport_kind };

    for (uint32_t i = 0; i < 2; i++) {
        ends.port[i] = port[sender ^ i];
        memcpy(ends.link[i], is->link[sender ^ i], NC_LINK_ADDRESS);
        memcpy(ends.network[i], is->network[sender ^ i], NC_NETWORK_ADDRESS);
    }
    return ends;
}

/* A segment says what has come of what the other side has sent. */
static void
send_segment(uint32_t sender, uint8_t flags, const uint8_t *bytes, size_t size)
{
    const struct nc_segment segment = { .sequence = t.next[sender], .flags = flags,
                                        .acknowledgment = flags & NC_ACK ? t.heard[sender] : 0 };
    const struct nc_tails ends = ends_of(sender, talk()->port);
    const struct stream_input in = { &segment, &ends, bytes, (uint32_t)size,
                                     { (int64_t)t.second, 0, 0 }, t.second * 1000000000,
                                     t.uncounted ? 1 : t.second, 0 };
    const struct stream_job job = begin_packet();

    streams_add(&job, &in);
    end_packet();
    t.next[sender] += (uint32_t)size + (flags & NC_SYN ? 1 : 0);
}

static void
send_datagram(const struct said *one)
{
    const struct nc_tails ends = ends_of(one->side, one->port);
    const struct datagram_input in = { .between = &ends, .space = NC_UDP_PORT, .bytes = one->bytes,
                                       .size = (uint32_t)one->size,
                                       .time = { (int64_t)t.second, 0, 0 },
                                       .clock = t.second * 1000000000,
                                       .number = t.uncounted ? 1 : t.second };
    const struct stream_job job = begin_packet();

    streams_datagram(&job, &in);
    end_packet();
}

/* All of it has come, lost for us as it may be. */
static void
hear_all(uint32_t side)
{
    t.heard[side] = t.next[!side];
}

static void
open_talk(void)
{
    t.next[NC_CLIENT] = 0xfffffff0; /* wraps soon */
    t.next[NC_SERVER] = 5000;
    t.heard[NC_CLIENT] = t.next[NC_SERVER];
    t.heard[NC_SERVER] = t.next[NC_CLIENT];
    t.second = 1;
    if (!talk()->opened || plays_datagrams())
        return;
    send_segment(NC_CLIENT, NC_SYN, NULL, 0);
    hear_all(NC_SERVER);
    send_segment(NC_SERVER, NC_SYN | NC_ACK, NULL, 0);
    hear_all(NC_CLIENT);
    send_segment(NC_CLIENT, NC_ACK, NULL, 0);
}

static void
close_side(uint32_t side)
{
    if (plays_datagrams())
        return;
    hear_all(side);
    if (!t.closed[side])
        send_segment(side, NC_FIN | NC_ACK, NULL, 0);
    t.closed[side] = true;
}

/* They were sent and came, but not to us. */
static void
lose(uint32_t side, uint64_t bytes)
{
    t.next[side] += (uint32_t)bytes;
    hear_all(!side);
    send_segment(!side, NC_ACK, NULL, 0);
}

static uint64_t
random_number(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

static void
send_one(const struct said *one, size_t most, uint64_t *random)
{
    if (plays_datagrams()) {
        if (one->size)
            send_datagram(one);
        return;
    }
    if (!one->unaware)
        hear_all(one->side);
    if (one->lost)
        lose(one->side, one->lost);
    for (size_t at = 0, n; at < one->size; at += n) {
        n = !most ? LONGEST : *random ? 1 + (size_t)(random_number(random) % most) : most;
        if (n > one->size - at)
            n = one->size - at;
        send_segment(one->side, NC_PSH | NC_ACK, one->bytes + at, n);
    }
    if (one->closed)
        close_side(one->side);
}

static void
finish(void)
{
    uint32_t n;

    close_side(NC_CLIENT);
    close_side(NC_SERVER);
    do {
        const struct stream_job job = begin_packet();

        n = streams_expire(&job, UINT64_MAX, 1);
        end_packet();
    } while (n);
}

/* Bytes that were acknowledged are not waited for, unless the talk is played as a fast one. */
static void
set_up(void)
{
    const struct stream_limits limits = { .connections = plays_datagrams() ? CONVERSATIONS : 1,
                                          .memory = MEMORY,
                                          .side = STREAM_SIDE_MAX, .overlap = OVERLAP_FIRST,
                                          .gap_wait = t.patient ? long_wait : 0,
                                          .closed_wait = UINT64_C(60000000000) };

    if (!t.plugins) {
        options_default(&t.options);
        t.plugins = watched_plugin();
        t.size = streams_size(&limits);
        t.streams = mmap(NULL, t.size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (t.streams == MAP_FAILED || !nc_packet_create(&t.pkt, ARENA))
            exit(99);
    }
    madvise(t.streams, t.size, MADV_DONTNEED); /* zeros again */
    streams_setup(t.streams, &limits, 42);
    undo_forget(&t.undo);
}

size_t
play_in_pieces(size_t most, uint64_t seed)
{
    size_t n;
    const struct said *said = all_said(&n);

    free_records(&t.records);
    set_up();
    options_apply(&t.options, t.plugins);
    watch_begin(t.streams);
    t.closed[NC_CLIENT] = t.closed[NC_SERVER] = false;
    t.malformed = "";
    open_talk();
    for (size_t i = 0; i < n; i++, t.second++)
        send_one(&said[i], most, &seed);
    finish();
    return t.records.n;
}

/* Which must come to the same as what was played before. */
static void
play_again(void)
{
    struct records before = t.records;
    const char *refused = stream_refusal();

    t.records = (struct records){ 0, NULL };
    play_in_pieces(0, 0);
    CU_ASSERT(same_records(&before, &t.records));
    CU_ASSERT_STRING_EQUAL(refused, stream_refusal());
    free_records(&before);
}

size_t
play(void)
{
    for (uint64_t i = 0; i < PASSES; i++) {
        play_in_pieces(i ? 1 << (i - 1) * 2 : 1, i ? i * 88172645463325252u : 0);
        play_again();
    }
    t.uncounted = t.patient = true;
    play_in_pieces(0, 0);
    t.patient = false;
    play_again();
    t.uncounted = false;
    return play_in_pieces(0, 0);
}

void
with_stream_option(const char *name, uint64_t value)
{
    set_up();
    options_set(&t.options, name, value);
}

void *
written(size_t n)
{
    CU_ASSERT_FATAL(n < t.records.n);
    return t.records.list[n].message;
}

struct nc_time
written_at(size_t n)
{
    CU_ASSERT_FATAL(n < t.records.n);
    return t.records.list[n].time;
}

const char *
stream_malformed(void)
{
    return t.malformed ? t.malformed : "";
}
