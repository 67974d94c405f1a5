/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams.h"

#include "reassembly/streams_arrival.h"
#include "reassembly/streams_begin.h"
#include "reassembly/streams_datagram.h"
#include "reassembly/streams_doubts.h"
#include "reassembly/streams_expect.h"
#include "reassembly/streams_judge.h"
#include "reassembly/streams_opening.h"
#include "reassembly/streams_room.h"
#include "reassembly/streams_segment.h"
#include "reassembly/streams_settle.h"
#include "reassembly/streams_sums.h"
#include "reassembly/streams_table.h"
#include "reassembly/streams_wait.h"
#include "shared/undo_chain.h"

#include <string.h>

/* ---- the region ---- */

enum { RESERVE = 160, PAGE = 4096 };

static uint64_t
whole_pages(uint64_t size)
{
    return (size + PAGE - 1) / PAGE * PAGE;
}

static uint32_t
at_most(uint64_t value, uint32_t most)
{
    return value < most ? (uint32_t)value : most;
}

/* Fills in where what lies; how many bytes all of it takes. */
static size_t
lay_out(struct streams *r, const struct stream_limits *limits)
{
    uint64_t buckets, at;

    r->limits = *limits;
    r->most_connections = limits->connections ? at_most(limits->connections, 1u << 26) : 1;
    r->most_cells = at_most(limits->memory / CELL_SIZE, 1u << 30);
    r->side_cells = at_most(limits->side / CELL_DATA + 1, 1u << 20);
    r->reserve = at_most(r->most_cells / 4, RESERVE);
    buckets = undo_chain_buckets(r->most_connections);
    r->mask = (uint32_t)buckets - 1;
    at = whole_pages(sizeof *r + buckets * sizeof r->buckets[0]);
    r->connections_at = at;
    at += whole_pages((r->most_connections + (uint64_t)1) * sizeof(struct connection));
    r->cells_at = at;
    at += whole_pages((r->most_cells + (uint64_t)1) * CELL_SIZE);
    r->expected_at = at;
    at += whole_pages(expect_size());
    r->doubt_at = at;
    at += whole_pages(SEGMENT_MAX);
    r->filling_at = at;
    at += whole_pages(SEGMENT_MAX);
    r->linear_at = at;
    at += whole_pages((r->side_cells + (uint64_t)1) * CELL_DATA + SEGMENT_MAX);
    r->state_at = at; /* last: a store beyond it meets nothing */
    return (size_t)(at + (size_t)2 * NC_STATE_MAX);
}

size_t
streams_size(const struct stream_limits *limits)
{
    struct streams r;

    return lay_out(&r, limits);
}

void
streams_setup(struct streams *r, const struct stream_limits *limits, uint64_t seed)
{
    lay_out(r, limits);
    r->seed = seed;
}

const struct stream_counts *
streams_counts(const struct streams *r)
{
    return &r->now.counts;
}

static void
begin(struct stream_call *call, const struct stream_job *job, uint64_t clock)
{
    bool packet_begins = undo_is_empty(job->undo);

    *call = (struct stream_call){ .job = job, .streams = job->streams, .undo = job->undo,
                                  .clock = clock };
    if (packet_begins) {
        undo_save(call->undo, &call->streams->now, sizeof call->streams->now);
        undo_pool_begin(&call->streams->now.connections);
        undo_pool_begin(&call->streams->now.cells);
        undo_pool_begin(&call->streams->now.expected);
    }
}

/* ---- the connection of a segment ---- */

/* The lower endpoint first; whether that is the receiver. */
static bool
make_key(const struct nc_tails *t, struct connection_key *key)
{
    int order = memcmp(t->network[0], t->network[1], NC_NETWORK_ADDRESS);
    bool swapped = order > 0 || (order == 0 && t->port[0] > t->port[1]);

    memset(key, 0, sizeof *key);
    memcpy(key->network[swapped], t->network[0], NC_NETWORK_ADDRESS);
    memcpy(key->network[!swapped], t->network[1], NC_NETWORK_ADDRESS);
    key->port[swapped] = t->port[0];
    key->port[!swapped] = t->port[1];
    key->network_kind = t->network_kind;
    key->transport_kind = t->transport_kind;
    key->depth = t->place.depth;
    key->link_depth = t->place.link_depth;
    key->scope = t->place.scope;
    return swapped;
}

uint64_t
streams_look_ahead(struct streams *r, const struct nc_tails *between)
{
    struct connection_key key;

    make_key(between, &key);
    return connection_fetch_bucket(r, &key);
}

void
streams_fetch(struct streams *r, uint64_t place)
{
    connection_fetch(r, place);
}

/* ---- what is offered to others ---- */

/* A segment of a connection that is known, which is in the journal. */
static void
take(struct stream_call *call, struct connection *c, struct arrival *a)
{
    const struct stream_input *in = a->is;
    bool syn = in->segment->flags & NC_SYN;
    bool early = in->size && (in->segment->flags & (NC_SYN | NC_ACK | NC_RST)) == NC_SYN &&
                 doubts_add_opening(call, c, a->side, in);
    struct segment_bytes bytes = { .sequence = in->segment->sequence + syn,
                                   .size = early ? 0 : in->size, .at = in->bytes,
                                   .time = in->time };

    bool was_reset = c->side[a->side].flags & SIDE_RESET;
    uint32_t answered;

    if (c->opening.by && opening_chooses(c, a->side, in->segment, &answered))
        begin_by_answer(c, 2u - c->opening.by, answered - 1);
    c->last = in->clock;
    c->number = in->number;
    sums_learn(&c->side[a->side], in->between, in->size, syn);
    segment_take(call, c, a->side, in->segment, in->scale, &bytes);
    if (a->standing == NC_STANDING_BELONGS && in->size && !early && !bytes.fresh)
        a->standing = NC_STANDING_REPEATS;
    if (was_reset && !syn && !(c->side[a->side].flags & SIDE_RESET))
        a->standing = NC_STANDING_REVIVES;
    wait_list(call, c);
    connection_list(call, c);
}

/* What comes behind the end changes nothing, unless that was a RST, which need be none, or it is a
 * SYN-ACK, which shows that there was none. */
static bool
is_late(const struct connection *c, const struct arrival *a)
{
    if (a->is->segment->flags & NC_SYN)
        return c->done && a->standing != NC_STANDING_BELONGS;
    return c->done && !is_cut_off(c);
}

/* The other side has acknowledged all that this one said, and its FIN; late ones change nothing. */
static bool
is_ended(const struct connection *c, uint32_t side, const struct arrival *a)
{
    const struct side *s = &c->side[side];
    const struct nc_segment *seg = a->is->segment;
    bool now = a->side != side && seg->flags & NC_ACK && behind(seg->acknowledgment, s->fin) > 0;

    return s->flags & SIDE_FIN &&
           (now || (s->flags & SIDE_ACKED && behind(s->acknowledged, s->fin) > 0));
}

static struct judgment
judgment_of(const struct connection *c, const struct arrival *a)
{
    bool ends = a->standing == NC_STANDING_BELONGS && is_ended(c, 0, a) && is_ended(c, 1, a);

    return (struct judgment){ ends ? NC_STANDING_ENDS : (uint8_t)a->standing, c->turn,
                              c->recognised };
}

/* What begins or resets a connection does so at once. */
static uint32_t
bytes_that_can_wait(const struct stream_input *in)
{
    return in->segment->flags & (NC_SYN | NC_RST) ? 0 : in->size;
}

/* Neither side has shown how its host makes checksums: what one says of the other's is as good as
 * anything. */
static bool
are_alike(const struct connection *c)
{
    return !((c->side[0].flags | c->side[1].flags) & SIDE_SUM_RIGHT);
}

/* The receiver of a side whose beginning is not in the capture has all of a segment: whoever sends
 * it now, that acknowledgement was none of it. */
static bool
is_old(const struct side *s, const struct stream_input *in)
{
    return (s->flags & (SIDE_BEGUN | SIDE_ACKED)) == SIDE_ACKED &&
           behind(s->acknowledged, number_behind(in->segment, in->size)) >= 0;
}

/* Puts one off that belongs to a connection and brings something, or believes what there is when
 * there is no room and nobody else to tell; what trust there is otherwise. */
static enum trust
put_off(struct stream_call *call, struct connection *c, struct arrival *a)
{
    if ((a->standing != NC_STANDING_BELONGS && a->standing != NC_STANDING_BEGINS) ||
        is_old(&c->side[a->side], a->is))
        return TRUST_NONE;
    connection_save(call, c);
    room_make(call, c);
    if (is_full(call))
        return TRUST_IN_DOUBT;
    if (!doubts_add(call, c, a->side, a->is)) {
        if (!is_alone(c, a->side))
            return TRUST_NONE;
        segment_believe(call, c, DOUBTS_NO_ROOM);
        return TRUST_FULL;
    }
    c->last = a->is->clock;
    c->number = a->is->number;
    if (are_alike(c))
        segment_acknowledge(call, c, a->side, a->is->segment);
    wait_list(call, c);
    connection_list(call, c);
    return TRUST_IN_DOUBT;
}

static bool
add_last(struct stream_call *call, struct connection *c, const struct arrival *a)
{
    if (doubts_add(call, c, a->side, a->is))
        return true;
    segment_believe(call, c, DOUBTS_NO_ROOM);
    return !is_full(call) && !c->done && doubts_add(call, c, a->side, a->is);
}

/* One that counts last is put off, or passed over: it begins nothing and ends nothing. */
static struct judgment
put_last(struct stream_call *call, const struct arrival *a)
{
    struct connection *c = connection_find(call, &a->key);
    enum trust trust = TRUST_NONE;

    if (!is_cut_off(c) && judge(call, c, a->side, a->is) == NC_STANDING_BELONGS) {
        connection_save(call, c);
        if (add_last(call, c, a))
            trust = TRUST_AT_LAST;
        wait_list(call, c);
        connection_list(call, c);
    }
    sums_note(call, a->is->between, trust);
    return (struct judgment){ NC_STANDING_OUTSIDE, 0, 0 };
}

/* Whether flows may take what is put off, which they are told of now: nothing is known that speaks
 * against it.  Of ends they hear when it counts. */
static bool
is_told(const struct side *s, const struct nc_segment *seg)
{
    return seg->flags & NC_FIN ? !(s->flags & SIDE_SUM_BYTES) : sums_tell_of_card(s);
}

/* Whether a segment in doubt is done with. */
static bool
doubt(struct stream_call *call, struct connection *c, struct arrival *a)
{
    enum trust trust = put_off(call, c, a);

    sums_note(call, a->is->between, trust);
    if (trust == TRUST_NONE ||
        (trust == TRUST_IN_DOUBT && !is_told(&c->side[a->side], a->is->segment)))
        a->standing = NC_STANDING_OUTSIDE;
    return trust != TRUST_FULL;
}

struct judgment
streams_add(const struct stream_job *job, const struct stream_input *in)
{
    struct arrival a = { .is = in };
    struct stream_call call;
    struct connection *c;
    enum trust trust;

    a.side = make_key(in->between, &a.key);
    begin(&call, job, in->clock);
    call.streams->now.counts.segments++;
    trust = sums_trust(&call, in->between, &a.key, a.side, bytes_that_can_wait(in));
    if (trust == TRUST_AT_LAST)
        return put_last(&call, &a);
    if (trust != TRUST_IN_DOUBT)
        sums_note(&call, in->between, trust);
    if (trust == TRUST_NONE)
        return (struct judgment){ NC_STANDING_OUTSIDE, 0, 0 };
    c = arrival_find(&call, &a);
    if (!c && !is_full(&call))
        c = arrival_begin(&call, &a);
    if (!c || is_full(&call))
        return (struct judgment){ 0 };
    if (trust == TRUST_IN_DOUBT && doubt(&call, c, &a))
        return judgment_of(c, &a);
    connection_save(&call, c);
    if (arrival_pass_over(&call, c, &a))
        return judgment_of(c, &a);
    if (is_late(c, &a)) {
        call.streams->now.counts.duplicates += in->size > 0;
        return judgment_of(c, &a);
    }
    if (in->size && c->reader != READER_NONE)
        room_make(&call, c);
    if (!is_full(&call))
        take(&call, c, &a);
    return judgment_of(c, &a);
}

uint16_t
streams_datagram(const struct stream_job *job, const struct datagram_input *in)
{
    struct datagram d = { .is = in };
    struct stream_call call;
    struct connection *c;

    d.side = make_key(in->between, &d.key);
    begin(&call, job, in->clock);
    c = datagram_find(&call, &d);
    if (!c || is_full(&call))
        return 0;
    room_make(&call, c);
    return is_full(&call) ? 0 : datagram_take(&call, c, &d);
}

/* The next to be ended at this clock. */
static struct connection *
next_over(struct stream_call *call)
{
    const struct undo_list *lists = call->streams->now.lists;

    if (call->clock == UINT64_MAX)
        return connection_to_end(call->streams);
    for (int i = 0; i < LISTS; i++) {
        struct connection *c = connection_at(call->streams, lists[i].first);

        if (lists[i].first && arrival_is_over(call, c))
            return c;
    }
    return connection_at(call->streams, 0);
}

uint32_t
streams_expire(const struct stream_job *job, uint64_t clock, uint32_t most)
{
    struct stream_call call;
    uint32_t n = 0;

    begin(&call, job, clock);
    for (; n < most; n++) {
        struct connection *c;

        if (clock != UINT64_MAX && wait_end_one(&call)) {
            if (is_full(&call))
                break;
            continue;
        }
        c = next_over(&call);

        if (c == connection_at(call.streams, 0) || is_full(&call))
            break;
        arrival_end(&call, c);
    }
    return n;
}
