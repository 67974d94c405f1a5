/* SPDX-License-Identifier: Apache-2.0 */
/* Segments of four connections, in any order, overlapping, of any flags: see take_segment.  What
 * stands at a place of a side follows from its sequence number, so a plugin that reads sees whether
 * it is told the right bytes; see fuzz_streams_reader.c.  Two regions whose seeds differ are given
 * the same, one of them twice, the first time to be taken back.
 *
 * A tame input has neither acknowledgements nor ends, and room enough: there the plugin must be
 * told the same however the segments were cut. */
#include "fuzz_streams.h"

#include "reassembly/streams_region.h"

#include <string.h>

enum {
    TAME = 1, LAST_WINS = 2, /* switches */
    SEGMENTS_MAX = 512, ARENA = 1 << 20, MILLISECOND = 1000000, PIECE_MAX = 1 << 16
};

struct region {
    struct streams *streams;
    uint64_t told; /* a digest of all that the plugin said */
};

static struct nc_packet pkt;
static struct undo *undo;
static struct region one, other, *at_work;
static size_t size_of_region;
static uint32_t initial[4][2];
static bool begun[4]; /* the connections of a tame input */
static bool is_tame;
static uint64_t now;

static void
write_told(struct nc_packet *unused, void *record, struct nc_time time)
{
    const struct reader_told *told = record;

    (void)unused;
    at_work->told = digest(at_work->told, told, sizeof *told);
    at_work->told = digest(at_work->told, &time.seconds, sizeof time.seconds);
}

static const struct nc_host host = { .write = write_told };

static struct stream_job
begin_packet(struct region *r)
{
    static volatile uint32_t plugin;

    at_work = r;
    nc_packet_begin(&pkt);
    pkt.host = &host;
    return (struct stream_job){
        .streams = r->streams, .undo = undo, .plugins = reader_plugins(), .pkt = &pkt,
        .at_work = &plugin,
    };
}

static void
begin_region(struct region *r, const struct stream_limits *limits, uint64_t seed)
{
    static const struct stream_limits most = { .connections = 4, .memory = 4 << 20,
                                               .side = 1 << 20 };

    if (!undo)
        undo = zeros(sizeof *undo);
    undo_forget(undo);
    if (!r->streams) {
        size_of_region = streams_size(&most);
        r->streams = zeros(size_of_region);
    }
    if (!pkt.arena && !nc_packet_create(&pkt, ARENA))
        broken("no memory for a packet");
    zero_again(r->streams, size_of_region);
    streams_setup(r->streams, limits, seed);
    r->told = DIGEST;
}

static struct streams_head
head_of(const struct region *r)
{
    struct streams_head head;

    memcpy(&head, &r->streams->now, sizeof head);
    head.connections.fresh = head.cells.fresh = 0; /* no part of what a packet changes */
    return head;
}

static void
check_bounds(const struct region *r)
{
    if (r->streams->now.connections.used > r->streams->most_connections ||
        r->streams->now.cells.used > r->streams->most_cells)
        broken("more is held than may be");
}

static struct judgment
add(struct region *r, const struct stream_input *in)
{
    struct stream_job job = begin_packet(r);
    struct judgment judged = streams_add(&job, in);

    undo_forget(undo);
    check_bounds(r);
    return judged;
}

static struct judgment
add_and_take_back(struct region *r, const struct stream_input *in)
{
    struct judgment judged;
    const struct streams_head before = head_of(r);
    const uint64_t told = r->told;
    struct stream_job job = begin_packet(r);
    struct streams_head after;

    judged = streams_add(&job, in);
    undo_rollback(undo);
    r->told = told;
    after = head_of(r);
    if (memcmp(&before, &after, sizeof before) != 0)
        broken("what a segment changed was not taken back");
    return judged;
}

static void
end_region(struct region *r)
{
    uint32_t n;

    do {
        struct stream_job job = begin_packet(r);

        n = streams_expire(&job, UINT64_MAX, 2);
        undo_forget(undo);
    } while (n);
    if (r->streams->now.connections.used || r->streams->now.cells.used)
        broken("memory is held at the end");
}

static struct nc_tails
ends_of(uint32_t connection, uint32_t side)
{
    struct nc_tails ends = { .network_kind = NC_ENDPOINT_IPV4,
                             .transport_kind = NC_ENDPOINT_TCP };

    ends.port[side] = (uint16_t)(40000 + connection);
    ends.port[!side] = READER_PORT;
    ends.network[side][3] = 1;
    ends.network[!side][3] = 2;
    return ends;
}

struct segment_taken {
    uint32_t connection, side, place, size, acknowledged;
    uint8_t flags;
    bool lies; /* its bytes are not those of their place */
};

/* A byte: which connection, 4 of the server, 8 its bytes are wrong, 16 somewhere else altogether;
 * its flags; its place (two bytes) behind the SYN, its size (two bytes), what it acknowledges (two
 * bytes), a byte of time. */
static struct segment_taken
take_segment(struct taker *input, bool tame)
{
    uint32_t head = take8(input), later;
    struct segment_taken s = { .connection = head & 3, .side = head >> 2 & 1 };

    s.flags = (uint8_t)take8(input);
    s.place = take16(input) + (head & 16 && !tame ? 0x40000000u : 0);
    s.size = take16(input) % 5000;
    s.acknowledged = take16(input);
    s.lies = head & 8 && !tame;
    later = take8(input);
    now += (uint64_t)later * later * MILLISECOND;
    if (tame)
        s.flags &= NC_PSH; /* an end where more comes means this or that */
    return s;
}

static void
pass(const struct segment_taken *s, uint32_t from, uint32_t size, uint8_t flags)
{
    static uint8_t bytes[PIECE_MAX];
    struct judgment first, again, elsewhere;
    const struct nc_tails ends = ends_of(s->connection, s->side);
    const struct nc_segment segment = {
        .sequence = initial[s->connection][s->side] + 1 + s->place + from, .flags = flags,
        .acknowledgment = initial[s->connection][!s->side] + 1 + s->acknowledged,
        .window = is_tame ? 0 : 65535
    };
    const struct stream_input in = { &segment, &ends, bytes, size,
                                     { (int64_t)(now / 1000000000), 0, 0 }, now, 0,
                                     is_tame ? 0 : 3 };

    for (uint32_t i = 0; i < size; i++)
        bytes[i] = reader_byte(segment.sequence + (flags & NC_SYN ? 1 : 0) + i) ^ s->lies;
    first = add_and_take_back(&one, &in);
    again = add(&one, &in);
    elsewhere = add(&other, &in);
    if (memcmp(&first, &again, sizeof first) != 0 || memcmp(&first, &elsewhere, sizeof first) != 0)
        broken("a segment was judged in two ways");
}

/* A connection of a tame input begins as connections do. */
static void
open_tame(uint32_t connection)
{
    struct segment_taken s = { .connection = connection, .place = UINT32_MAX };

    if (begun[connection])
        return;
    begun[connection] = true;
    pass(&s, 0, 0, NC_SYN);
    s.side = 1;
    pass(&s, 0, 0, NC_SYN | NC_ACK);
}

/* Whole, or cut up when `cut` is not 0. */
static void
pass_in_pieces(const struct segment_taken *s, uint32_t *cut)
{
    uint32_t at = 0, n;

    while (*cut && s->size - at > (n = 1 + (*cut >> 16) % 97)) {
        *cut = *cut * 1103515245u + 12345u;
        pass(s, at, n, s->flags);
        at += n;
    }
    pass(s, at, s->size - at, s->flags);
}

static void
begin_regions(uint32_t switches)
{
    const struct stream_limits few = { .connections = 4, .memory = 4 << 20, .side = 1 << 20,
                                       .closed_wait = UINT64_C(60000000000) },
                               wild = { .connections = 3, .memory = 64 << 10, .side = 8 << 10,
                                        .idle_timeout = UINT64_C(20000000000),
                                        .gap_wait = UINT64_C(1000000000),
                                        .closed_wait = UINT64_C(5000000000) };
    struct stream_limits limits = switches & TAME ? few : wild;

    limits.overlap = switches & LAST_WINS ? OVERLAP_LAST : OVERLAP_FIRST;
    begin_region(&one, &limits, 1);
    begin_region(&other, &limits, UINT64_C(0x9e3779b97f4a7c15));
    memset(begun, 0, sizeof begun);
    is_tame = switches & TAME;
    now = 1000 * MILLISECOND;
    reader_trusts(switches & TAME ? &initial[0][0] : NULL);
}

static uint64_t
play(struct taker input, uint32_t switches, uint32_t cut)
{
    begin_regions(switches);
    for (int i = 0; taker_left(&input) && i < SEGMENTS_MAX; i++) {
        struct segment_taken s = take_segment(&input, switches & TAME);

        if (switches & TAME)
            open_tame(s.connection);
        pass_in_pieces(&s, &cut);
    }
    end_region(&one);
    end_region(&other);
    if (one.told != other.told)
        broken("what is told depends on the seed");
    return one.told;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct taker input = { bytes, bytes + size };
    uint32_t switches = take8(&input), cut = take8(&input);
    uint64_t whole;

    for (int i = 0; i < 8; i++)
        initial[i / 2][i % 2] = i % 2 ? 5000 : 0xfffffff0; /* wraps soon */
    whole = play(input, switches, 0);
    if (switches & TAME && play(input, switches, cut << 12 | 1) != whole)
        broken("what is told depends on how the streams were cut");
    return 0;
}
