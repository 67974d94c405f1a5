/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams.h"

#include "reassembly/streams_judge.h"
#include "reassembly/streams_reader.h"
#include "reassembly/streams_segment.h"
#include "reassembly/streams_settle.h"
#include "reassembly/streams_table.h"
#include "reassembly/streams_wait.h"

#include <string.h>

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

/* A closed connection is known for 2 MSL (RFC 9293 sections 3.4.2 and 3.6.1): what its ends send again
 * is no other's.  Hosts wait less, Linux 60 s, but what a host refuses then is still late. */
enum { LATE_TIMES = 4 };

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

/* It was quiet for too long before this clock, or has been closed for long enough. */
static bool
is_over(const struct stream_call *call, const struct connection *c)
{
    const struct stream_limits *limits = &call->streams->limits;

    if (c->list == LIST_CLOSED)
        return call->clock - c->touched >= LATE_TIMES * limits->closed_wait;
    return limits->idle_timeout && call->clock - c->last >= limits->idle_timeout;
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
    if (!c->done) {
        call->streams->now.counts.evicted++;
        call->streams->now.evicted = call->clock;
    }
    remove_ended(call, c);
    return !is_full(call);
}

/* Whether a SYN of ends that are not known opens a connection: one that had to go could be theirs. */
static bool
is_certain(const struct stream_call *call)
{
    const struct streams *r = call->streams;
    uint64_t idle = r->limits.idle_timeout;

    return !r->now.evicted || (idle && call->clock - r->now.evicted >= idle);
}

/* Another number than the last connection between these ends had, which is never 0. */
static uint8_t
next_turn(const struct streams *r, uint8_t last)
{
    uint8_t turn = (uint8_t)(r->now.counts.connections % UINT8_MAX + 1);

    return turn == last ? (uint8_t)(turn % UINT8_MAX + 1) : turn;
}

/* A segment on its way to its connection. */
struct arrival {
    const struct stream_input *is;
    struct connection_key key;
    uint32_t side;
    enum nc_standing standing;
    uint32_t initial; /* of a SYN before it that opened the connection, when .opened */
    bool opened;
    uint8_t turn;     /* of the connection before */
};

/* What there is between the ends is over. */
static void
replace(struct stream_call *call, struct arrival *a, struct connection *c)
{
    a->turn = c->turn;
    a->opened = c->challenger == a->side + 1 && !(a->is->segment->flags & NC_SYN);
    a->initial = c->challenged;
    remove_ended(call, c);
}

static struct connection *
find(struct stream_call *call, struct arrival *a)
{
    struct connection *c = connection_find(call, &a->key);

    if (c && is_over(call, c)) {
        remove_ended(call, c);
        return NULL;
    }
    if (c)
        a->standing = judge(call, c, a->side, a->is);
    if (c && a->standing == NC_STANDING_BEGINS) {
        replace(call, a, c);
        return NULL;
    }
    return c;
}

/* What may be of any connection begins none: an acknowledgement alone, a RST, a FIN. */
static struct connection *
begin_connection(struct stream_call *call, struct arrival *a)
{
    const struct nc_segment *seg = a->is->segment;
    bool begins = a->standing == NC_STANDING_BEGINS, syn = seg->flags & NC_SYN;
    bool answer = syn && seg->flags & NC_ACK;
    struct connection *c;

    if (!begins && (seg->flags & NC_RST || !(a->is->size || syn)))
        return NULL;
    if (!make_place(call))
        return NULL;
    begins |= syn && is_certain(call);
    c = connection_new(call, &a->key, a->is->between, a->side);
    c->client = (uint8_t)(answer ? !a->side : a->side); /* a lone answer was asked for */
    c->turn = begins ? next_turn(call->streams, a->turn) : 0;
    if (a->opened)
        segment_opened_before(c, a->side, a->initial);
    a->standing = begins ? NC_STANDING_BEGINS : syn ? NC_STANDING_NONE : NC_STANDING_BELONGS;
    return c;
}

/* ---- segments that no host would take ---- */

/* So many in a row that only the capture can be what lacks something. */
enum { OUTSIDE_MOST = 8 };

static void
count_outside(struct stream_call *call, uint8_t flags)
{
    struct stream_counts *counts = &call->streams->now.counts;

    if (flags & NC_RST)
        counts->resets++;
    else if (flags & NC_SYN)
        counts->openings++;
    else
        counts->outside++;
}

/* Whether it is believed all the same: the capture lost more than a window of the connection. */
static bool
is_believed(struct stream_call *call, struct connection *c, struct arrival *a)
{
    if (a->is->segment->flags & (NC_RST | NC_SYN) || ++c->outside[a->side] < OUTSIDE_MOST)
        return false;
    c->outside[a->side] = 0;
    c->side[0].window = c->side[1].window = 0; /* none is known any more */
    a->standing = judge(call, c, a->side, a->is);
    return a->standing != NC_STANDING_OUTSIDE;
}

/* True when there is nothing more to do with it. */
static bool
pass_over(struct stream_call *call, struct connection *c, struct arrival *a)
{
    const struct nc_segment *seg = a->is->segment;

    if (a->standing != NC_STANDING_OUTSIDE) {
        c->outside[a->side] = 0;
        return false;
    }
    if (is_believed(call, c, a))
        return false;
    count_outside(call, seg->flags);
    if ((seg->flags & (NC_SYN | NC_ACK | NC_RST)) == NC_SYN) {
        c->challenger = (uint8_t)(a->side + 1);
        c->challenged = seg->sequence;
    }
    return true;
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
    call->streams->now.evicted = call->clock;
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

/* A segment of a connection that is known, which is in the journal. */
static void
take(struct stream_call *call, struct connection *c, struct arrival *a)
{
    const struct stream_input *in = a->is;
    bool syn = in->segment->flags & NC_SYN;
    struct segment_bytes bytes = { .sequence = in->segment->sequence + syn, .size = in->size,
                                   .at = in->bytes, .time = in->time };

    c->last = in->clock;
    c->number = in->number;
    segment_take(call, c, a->side, in->segment, in->scale, &bytes);
    if (a->standing == NC_STANDING_BELONGS && in->size && !bytes.fresh)
        a->standing = NC_STANDING_REPEATS;
    wait_list(call, c);
    connection_list(call, c);
}

/* What comes behind the end changes nothing, unless it is a SYN-ACK that shows it was none. */
static bool
is_late(const struct connection *c, const struct arrival *a)
{
    return c->done &&
           !(a->is->segment->flags & NC_SYN && a->standing == NC_STANDING_BELONGS);
}

static struct judgment
judgment_of(const struct connection *c, const struct arrival *a)
{
    return (struct judgment){ (uint8_t)a->standing, c->turn };
}

struct judgment
streams_add(const struct stream_job *job, const struct stream_input *in)
{
    struct arrival a = { .is = in };
    struct stream_call call;
    struct connection *c;

    a.side = make_key(in->between, &a.key);
    begin(&call, job, in->clock);
    call.streams->now.counts.segments++;
    c = find(&call, &a);
    if (!c && !is_full(&call))
        c = begin_connection(&call, &a);
    if (!c || is_full(&call))
        return (struct judgment){ 0 };
    connection_save(&call, c);
    if (pass_over(&call, c, &a))
        return judgment_of(c, &a);
    if (is_late(c, &a)) {
        call.streams->now.counts.duplicates += in->size > 0;
        return judgment_of(c, &a);
    }
    if (in->size && c->reader != READER_NONE)
        free_cells(&call, c);
    if (!is_full(&call))
        take(&call, c, &a);
    return judgment_of(c, &a);
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
        struct connection *c;

        if (clock != UINT64_MAX && wait_end_one(&call)) {
            if (is_full(&call))
                break;
            continue;
        }
        c = next_over(&call);

        if (c == connection_at(call.streams, 0) || is_full(&call))
            break;
        remove_ended(&call, c);
    }
    return n;
}
