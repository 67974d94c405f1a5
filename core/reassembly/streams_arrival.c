/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_arrival.h"

#include "reassembly/streams_begin.h"
#include "reassembly/streams_judge.h"
#include "reassembly/streams_opening.h"
#include "reassembly/streams_segment.h"
#include "reassembly/streams_table.h"
#include "reassembly/streams_wait.h"

/* A closed connection is known for 2 MSL (RFC 9293 sections 3.4.2 and 3.6.1): what its ends send
 * again is no other's.  Hosts wait less, Linux 60 s, but what a host refuses then is still late. */
enum { LATE_TIMES = 4 };

bool
arrival_is_over(const struct stream_call *call, const struct connection *c)
{
    const struct stream_limits *limits = &call->streams->limits;

    if (c->list == LIST_CLOSED)
        return call->clock - c->touched >= LATE_TIMES * limits->closed_wait;
    return limits->idle_timeout && call->clock - c->last >= limits->idle_timeout;
}

void
arrival_end(struct stream_call *call, struct connection *c)
{
    segment_end(call, c);
    if (is_full(call))
        return;
    connection_save(call, c);
    wait_no_more(call, c);
    connection_remove(call, c);
}

bool
arrival_make_place(struct stream_call *call)
{
    struct connection *c;

    if (!connections_are_full(call->streams))
        return true;
    c = connection_to_end(call->streams);
    if (!c->done) {
        call->streams->now.counts.evicted++;
        call->streams->now.evicted = call->clock;
    }
    arrival_end(call, c);
    return !is_full(call);
}

/* Whether a SYN of ends that are not known opens a connection: one that had to go may be theirs. */
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

/* Of one that had not ended, or by a RST; another SYN, and nothing between them, changes nothing of
 * where it stood. */
static void
remember_former(struct arrival *a, const struct connection *c)
{
    bool syn = a->is->segment->flags & NC_SYN;
    bool again = syn && c->side[0].flags & SIDE_FORMER && is_silent(c);

    if (again)
        a->after = c->side[0].flags & (SIDE_FORMER | SIDE_STOOD);
    else if (!is_silent(c) && is_cut_off(c))
        a->after = SIDE_FORMER;
    else if (!is_silent(c) && !is_closed(c))
        a->after = SIDE_FORMER | SIDE_STOOD;
    for (int i = 0; i < 2; i++)
        a->former[i] = again ? c->side[i].reset : judge_reached(&c->side[i]);
}

/* What there is between the ends is over. */
static void
replace(struct stream_call *call, struct arrival *a, struct connection *c)
{
    a->turn = c->turn;
    a->client = (uint8_t)(c->client + 1);
    if (!(a->is->segment->flags & NC_SYN) && opening_is_complete(c, a->side, a->is->segment))
        a->opening = c->opening;
    remember_former(a, c);
    arrival_end(call, c);
}

struct connection *
arrival_find(struct stream_call *call, struct arrival *a)
{
    struct connection *c = connection_find(call, &a->key);

    if (c && arrival_is_over(call, c)) {
        a->turn = c->turn;
        arrival_end(call, c);
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

struct connection *
arrival_begin(struct stream_call *call, struct arrival *a)
{
    const struct nc_segment *seg = a->is->segment;
    bool begins = a->standing == NC_STANDING_BEGINS, syn = seg->flags & NC_SYN;
    bool answer = syn && seg->flags & NC_ACK;
    struct connection *c;

    if (!begins && (seg->flags & NC_RST || !(a->is->size || syn)))
        return NULL;
    if (!arrival_make_place(call))
        return NULL;
    begins |= syn && is_certain(call);
    c = connection_new(call, &a->key, a->is->between, a->side);
    c->client = (uint8_t)(answer ? !a->side : a->side); /* a lone answer was asked for */
    if (!syn && a->client)
        c->client = a->client - 1u;
    c->turn = begins ? next_turn(call->streams, a->turn) : 0;
    if (a->after)
        begin_after(c, a->former, a->after);
    if (a->opening.by)
        begin_opened(c, &a->opening);
    a->standing = begins ? NC_STANDING_BEGINS : syn ? NC_STANDING_NONE : NC_STANDING_BELONGS;
    return c;
}

/* ---- segments that no host would take ---- */

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

/* Where both sides stand: they may go on there, and then all that lay ahead was forged. */
static void
remember_left(struct connection *c)
{
    const uint32_t stands[] = { judge_reached(&c->side[0]), judge_reached(&c->side[1]) };

    if (!(c->side[0].flags & SIDE_FORMER)) /* both sides have it, or none */
        begin_after(c, stands, SIDE_FORMER | SIDE_STOOD);
}

/* Whether it is believed all the same: the capture lost more than a window of the connection. */
static bool
is_believed(struct stream_call *call, struct connection *c, struct arrival *a)
{
    if (a->is->segment->flags & (NC_RST | NC_SYN) || ++c->outside[a->side] < OUTSIDE_MOST)
        return false;
    c->outside[a->side] = 0;
    remember_left(c);
    c->side[0].window = c->side[1].window = 0; /* none is known any more */
    a->standing = judge(call, c, a->side, a->is);
    return a->standing != NC_STANDING_OUTSIDE;
}

bool
arrival_pass_over(struct stream_call *call, struct connection *c, struct arrival *a)
{
    const struct nc_segment *seg = a->is->segment;

    if (a->standing != NC_STANDING_OUTSIDE) {
        c->outside[a->side] = 0;
        return false;
    }
    if (is_believed(call, c, a))
        return false;
    count_outside(call, seg->flags);
    opening_note(c, a->side, seg);
    return true;
}
