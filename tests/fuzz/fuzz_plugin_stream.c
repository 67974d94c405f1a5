/* SPDX-License-Identifier: Apache-2.0 */
/* A connection: a byte of switches, one that says how its segments are cut, then what either side
 * says (see take_piece).  It is played as it stands and with every segment cut up: the records must
 * be the same, unless where segments begin has a meaning: where a plugin must find its place. */
#include "fuzz_plugin.h"

#include "reassembly/streams_region.h"

#include <string.h>

enum {
    OPENED = 1, LAST_WINS = 2, /* switches */
    ARENA = 4 << 20,
    PIECES_MAX = 256,
    SECOND = 1000000000,
};

static const struct stream_limits limits = {
    .connections = 2, .memory = 4 << 20, .side = 256 << 10, .gap_wait = 0,
    .closed_wait = UINT64_C(60000000000)
};

/* What a side says at once. */
struct piece {
    const uint8_t *bytes;
    size_t size;
    uint32_t side, lost; /* bytes before these that never came */
    bool closes;
    uint32_t later; /* seconds */
};

static struct {
    struct piece pieces[PIECES_MAX];
    size_t n;
    uint32_t switches;
    bool place_matters; /* bytes were lost, or a plugin looks for the next message */
} said;

static struct {
    struct nc_packet pkt;
    struct undo *undo;
    struct streams *streams;
    size_t size;
    struct emitter emitter;
    struct record_digest sink;
    uint64_t refusals;
    uint32_t next[2]; /* sequence numbers */
    bool closed[2];
    uint64_t second;
    volatile uint32_t at_work;
} t;

static void
write_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    emit_time(&t.emitter, time);
    if (!emit_record(&t.emitter, &tested.list[TESTED], TESTED, record, &pkt->ends, &t.sink.sink))
        broken("a record is too large to be written");
}

static const struct nc_host host = { .write = write_record };

static void
note_refused(void *context, int plugin, const char *reason)
{
    (void)context;
    if (plugin != TESTED || !reason || !*reason)
        broken("a refusal that makes no sense");
    t.refusals = digest(t.refusals, reason, strlen(reason));
    said.place_matters = true;
}

static void
note_malformed(void *context, int plugin, const char *reason)
{
    (void)context;
    if (plugin != TESTED || !reason || !*reason)
        broken("a mark that makes no sense");
    said.place_matters = true;
}

static struct stream_job
begin_packet(void)
{
    nc_packet_begin(&t.pkt);
    t.pkt.host = &host;
    return (struct stream_job){ .streams = t.streams, .undo = t.undo, .plugins = &tested,
                                .pkt = &t.pkt, .at_work = &t.at_work, .refused = note_refused,
                                .malformed = note_malformed };
}

static struct nc_tails
ends_of(uint32_t side)
{
    struct nc_tails ends = { .link_kind = NC_ENDPOINT_MAC, .network_kind = NC_ENDPOINT_IPV4,
                             .transport_kind = NC_ENDPOINT_TCP };

    ends.port[side] = 40000;
    ends.port[!side] = STREAM_PORT;
    memcpy(ends.network[side], (uint8_t[]){ 10, 0, 0, 1 }, 4);
    memcpy(ends.network[!side], (uint8_t[]){ 10, 0, 0, 2 }, 4);
    ends.link[side][5] = 1;
    ends.link[!side][5] = 2;
    return ends;
}

/* What the packet before gave back is no part of what a packet changes. */
static struct streams_head
head_now(void)
{
    struct streams_head head;

    memcpy(&head, &t.streams->now, sizeof head);
    head.connections.fresh = head.cells.fresh = 0;
    return head;
}

/* Done, taken back, and done for good, as after the death of a worker. */
static void
send_segment(uint32_t side, uint8_t flags, const uint8_t *bytes, size_t size)
{
    const struct nc_segment segment = { .sequence = t.next[side], .flags = flags,
                                        .acknowledgment = flags & NC_ACK ? t.next[!side] : 0 };
    const struct nc_tails ends = ends_of(side);
    const struct stream_input in = { &segment, &ends, bytes, (uint32_t)size,
                                     { (int64_t)t.second, 0, 0 }, t.second * SECOND, 0, 0 };
    const struct streams_head before = head_now();
    const struct record_digest written = t.sink;
    const uint64_t refusals = t.refusals;
    struct stream_job job = begin_packet();
    struct streams_head after;

    streams_add(&job, &in);
    undo_rollback(t.undo);
    after = head_now();
    if (memcmp(&before, &after, sizeof before) != 0)
        broken("what a segment changed was not taken back");
    t.sink = written;
    t.refusals = refusals;
    job = begin_packet();
    streams_add(&job, &in);
    undo_forget(t.undo);
    t.next[side] += (uint32_t)size + (flags & NC_SYN ? 1 : 0);
}

static void
close_side(uint32_t side)
{
    if (!t.closed[side])
        send_segment(side, NC_FIN | NC_ACK, NULL, 0);
    t.closed[side] = true;
}

static void
send_piece(const struct piece *p, uint32_t *cut)
{
    t.second += p->later;
    if (p->lost) {
        t.next[p->side] += p->lost;
        send_segment(!p->side, NC_ACK, NULL, 0);
    }
    for (size_t at = 0, n; at < p->size && !t.closed[p->side]; at += n) {
        n = p->size - at;
        if (*cut) {
            *cut = *cut * 1103515245u + 12345u;
            n = 1 + (*cut >> 16) % (1u << (*cut >> 28) % 12);
        }
        if (n > p->size - at)
            n = p->size - at;
        send_segment(p->side, NC_PSH | NC_ACK, p->bytes + at, n);
    }
    if (p->closes)
        close_side(p->side);
}

static void
set_up(void)
{
    struct stream_limits now = limits;

    if (!t.streams) {
        t.size = streams_size(&limits);
        t.streams = zeros(t.size);
        t.undo = zeros(sizeof *t.undo);
        if (!nc_packet_create(&t.pkt, ARENA))
            broken("no memory for a packet");
    }
    now.overlap = said.switches & LAST_WINS ? OVERLAP_LAST : OVERLAP_FIRST;
    zero_again(t.streams, t.size);
    streams_setup(t.streams, &now, 42);
    undo_forget(t.undo);
    t.sink = record_digest(&tested);
    t.refusals = DIGEST;
    t.next[NC_CLIENT] = 0xfffffff0; /* wraps soon */
    t.next[NC_SERVER] = 5000;
    t.closed[NC_CLIENT] = t.closed[NC_SERVER] = false;
    t.second = 1;
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
        undo_forget(t.undo);
    } while (n);
    if (t.streams->now.cells.used || t.streams->now.connections.used)
        broken("a stream that has ended still holds memory");
}

/* What came of it. */
static uint64_t
play(uint32_t cut)
{
    set_up();
    if (said.switches & OPENED) {
        send_segment(NC_CLIENT, NC_SYN, NULL, 0);
        send_segment(NC_SERVER, NC_SYN | NC_ACK, NULL, 0);
        send_segment(NC_CLIENT, NC_ACK, NULL, 0);
    }
    for (size_t i = 0; i < said.n; i++)
        send_piece(&said.pieces[i], &cut);
    finish();
    return t.sink.digest ^ t.refusals;
}

/* A byte: 1 the server says it, 2 bytes were lost before it (two bytes: how many), 4 the side
 * closes then, 8 a second later; two bytes of length; the bytes. */
static void
take_piece(struct taker *input)
{
    uint32_t head = take8(input);
    struct piece p = { .side = head & 1, .closes = head & 4, .later = head >> 3 & 1 };

    p.lost = head & 2 ? take16(input) : 0;
    p.bytes = take_bytes(input, take16(input), &p.size);
    said.place_matters |= p.lost != 0;
    said.pieces[said.n++] = p;
}

void
fuzz_stream(struct taker *input)
{
    uint32_t cut;
    uint64_t whole, pieces;

    said.n = 0;
    said.switches = take8(input);
    said.place_matters = !(said.switches & OPENED);
    cut = take8(input);
    while (taker_left(input) && said.n < PIECES_MAX)
        take_piece(input);
    whole = play(0);
    pieces = play(cut << 8 | 1);
    if (whole != pieces && !said.place_matters)
        broken("records depend on how the stream was cut");
}
