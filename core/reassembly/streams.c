/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams.h"

#include "reassembly/streams_reader.h"
#include "reassembly/streams_segment.h"
#include "reassembly/streams_settle.h"
#include "reassembly/streams_sums.h"
#include "reassembly/streams_table.h"
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
    r->state_at = at;
    at += (size_t)2 * NC_STATE_MAX;
    r->linear_at = at;
    return (size_t)(at + whole_pages((r->side_cells + (uint64_t)1) * CELL_DATA + SEGMENT_MAX));
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
    undo_save(call->undo, &call->streams->now, sizeof call->streams->now);
    if (packet_begins) {
        undo_pool_begin(&call->streams->now.connections);
        undo_pool_begin(&call->streams->now.cells);
    }
}

/* ---- the connection of a segment ---- */

enum { SYN_NEAR = 1 << 16 }; /* where a SYN belongs to the connection there is */
#define LINGER UINT64_C(2000000000)

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
    key->scope = t->place.scope;
    return swapped;
}

/* Whether a SYN opens another connection between the same endpoints. */
static bool
is_reuse(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct side *s = &c->side[side];
    int32_t distance = behind(seg->sequence, s->next);

    if ((seg->flags & (NC_SYN | NC_ACK | NC_RST)) != NC_SYN)
        return false;
    if (s->flags & SIDE_SYN && s->initial == seg->sequence)
        return false;
    if (is_closing(c))
        return true;
    if (!(s->flags & SIDE_BEGUN))
        return !is_silent(c);
    if (is_silent(c))
        return (s->flags & SIDE_SYN) != 0;
    return distance < -SYN_NEAR || distance > SYN_NEAR;
}

/* It was quiet for too long before this clock, or has been closed for long enough. */
static bool
is_over(const struct stream_call *call, const struct connection *c)
{
    uint64_t idle = call->streams->limits.idle_timeout;

    if (c->list == LIST_CLOSED && call->clock - c->touched >= LINGER)
        return true;
    return idle && call->clock - c->last >= idle;
}

static void
remove_ended(struct stream_call *call, struct connection *c)
{
    settle_end(call, c);
    if (!is_full(call))
        connection_remove(call, c);
}

/* False when the table is full and what the end of another came to did not fit. */
static bool
make_place(struct stream_call *call)
{
    struct connection *c;

    if (!connections_are_full(call->streams))
        return true;
    c = connection_to_end(call->streams);
    if (!c->done)
        call->streams->now.counts.evicted++;
    remove_ended(call, c);
    return !is_full(call);
}

/* The connection of a segment, found or begun; NULL when it is of none. */
static struct connection *
find_or_begin(struct stream_call *call, const struct stream_input *in,
              const struct connection_key *key, uint32_t side)
{
    const struct nc_segment *seg = in->segment;
    struct connection *c = connection_find(call, key);
    bool begins = !(seg->flags & NC_RST) && (in->size || seg->flags & NC_SYN);
    bool answer = (seg->flags & (NC_SYN | NC_ACK)) == (NC_SYN | NC_ACK);

    if (c && (is_over(call, c) || is_reuse(c, side, seg))) {
        remove_ended(call, c);
        c = NULL;
    }
    if (c || !begins || is_full(call) || !make_place(call))
        return c;
    c = connection_new(call, key, in->between, side);
    c->client = (uint8_t)(answer ? !side : side); /* a lone answer was asked for by its receiver */
    return c;
}

/* ---- memory ---- */

enum { EVICT_MOST = 4 };

/* What nobody reads yet nobody will; who is read and has been silent longest ends. */
static void
free_cells_of(struct stream_call *call, struct connection *c)
{
    call->streams->now.counts.no_memory++;
    if (c->reader == READER_UNDECIDED) {
        connection_save(call, c);
        reader_give_up(call, c);
        connection_list(call, c);
        return;
    }
    call->streams->now.counts.evicted++;
    remove_ended(call, c);
}

static bool
is_short_of_cells(const struct streams *r)
{
    return r->most_cells - r->now.cells.used < r->reserve;
}

/* For the one that speaks. */
static void
free_cells(struct stream_call *call, const struct connection *speaks)
{
    struct streams *r = call->streams;

    for (int i = 0; i < EVICT_MOST && is_short_of_cells(r) && !is_full(call); i++) {
        struct connection *c = connection_at(r, r->now.lists[LIST_BUFFERED].first);

        if (c == speaks)
            c = connection_at(r, c->age.after);
        if (c == connection_at(r, 0))
            return;
        free_cells_of(call, c);
    }
}

/* ---- what is offered to others ---- */

void
streams_add(const struct stream_job *job, const struct stream_input *in)
{
    bool syn = in->segment->flags & NC_SYN;
    struct segment_bytes bytes = { .sequence = in->segment->sequence + syn, .size = in->size,
                                   .at = in->bytes, .time = in->time };
    struct stream_call call;
    struct connection *c;
    struct connection_key key;
    uint32_t side = make_key(in->between, &key);

    begin(&call, job, in->clock);
    call.streams->now.counts.segments++;
    if (!sums_are_believed(&call, in->between, &key, side))
        return;
    c = find_or_begin(&call, in, &key, side);
    if (!c || is_full(&call))
        return;
    if (c->done) {
        call.streams->now.counts.duplicates += in->size > 0;
        return;
    }
    if (in->size && c->reader != READER_NONE)
        free_cells(&call, c);
    if (is_full(&call))
        return;
    connection_save(&call, c);
    c->last = in->clock;
    sums_learn(&c->side[side], in->between);
    segment_take(&call, c, side, in->segment, &bytes);
    connection_list(&call, c);
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

        if (lists[i].first && is_over(call, c))
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
        struct connection *c = next_over(&call);

        if (c == connection_at(call.streams, 0) || is_full(&call))
            break;
        remove_ended(&call, c);
    }
    return n;
}
