/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_settle.h"

#include "reassembly/streams_believe.h"
#include "reassembly/streams_choose.h"
#include "reassembly/streams_fin.h"
#include "reassembly/streams_reader.h"
#include "reassembly/streams_side.h"
#include "reassembly/streams_table.h"

/* What had been heard with what a side shows next, or with all that there is of it. */
static uint32_t
heard_next(struct stream_call *call, const struct connection *c, uint32_t side)
{
    const struct side *s = &c->side[side];

    if (has_reader(c) && s->shown < s->ready)
        return side_cell(call, s, s->shown)->heard;
    return side_heard_last(call, s, &c->side[!side]);
}

/* A reply may not come before its request, though that waits behind a hole: who had acknowledged
 * what stands there had read it. */
bool
settle_waits(struct stream_call *call, const struct connection *c, uint32_t side)
{
    const struct side *other = &c->side[!side];
    uint64_t noticed;

    return call->hurried != 1 + side && side_has_hole(call, other) &&
           behind(heard_next(call, c, side), side_hole_end(call, other, &noticed)) > 0;
}

/* What came of an offer: nothing, or the connection has a reader now, or that one was at it, or
 * it was shown more than before and there is still more, which comes to an end. */
enum offered { NOTHING, CHOSEN, READ, SHOWN };

/* Whether what a side would show next comes before what the other would: who has heard what is not
 * shown yet waits for it; else who was captured first begins. */
static bool
comes_first(struct stream_call *call, const struct connection *c, uint32_t side)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];
    const struct cell *next, *others;

    if (s->shown >= s->ready || other->shown >= other->ready)
        return false;
    next = side_cell(call, s, s->shown);
    others = side_cell(call, other, other->shown);
    if (behind(next->heard, other->next + other->shown) > 0)
        return false;
    return behind(others->heard, s->next + s->shown) > 0 || next->clock < others->clock;
}

/* Offers what lies ready of a side once: to all plugins to choose from, or to the reader. */
static enum offered
offer_ready(struct stream_call *call, struct connection *c, uint32_t side)
{
    struct side *s = &c->side[side];
    struct offer o;

    side_pass(call, s);
    if (is_full(call) || !s->ready || c->reader == READER_NONE ||
        !offer_is_worth(call, c, s, s->ready) || settle_waits(call, c, side))
        return NOTHING;
    o = offer_buffered(call, c, s);
    if (c->reader == READER_UNDECIDED && !call->job->quiet) {
        if (reader_choose(call, c, side, &o))
            return CHOSEN;
    } else if (reader_read(call, c, side, &o) || s->pass || c->reader == READER_UNDECIDED)
        return READ; /* or it left, or handed over */
    return s->shown < s->ready ? SHOWN : NOTHING;
}

/* What is unread of a side began to come before what is of the other. */
static bool
spoke_first(struct stream_call *call, const struct connection *c, uint32_t side)
{
    const struct side *s = &c->side[side], *other = &c->side[!side];

    return s->ready && other->ready &&
           cell_at(call->streams, s->first)->clock < cell_at(call->streams, other->first)->clock;
}

/* As long as that moves anything and it is this side's turn.  Whoever was chosen hears the other
 * side first, mostly: what that one has said so far came before. */
static bool
drain(struct stream_call *call, struct connection *c, uint32_t side)
{
    enum offered last;
    bool moved = false;

    do {
        last = offer_ready(call, c, side);
        moved |= last != NOTHING;
    } while (last == CHOSEN ? spoke_first(call, c, side)
                            : last != NOTHING && !comes_first(call, c, !side));
    return moved;
}

/* What one side said may be what the other has waited for. */
void
settle_sides(struct stream_call *call, struct connection *c, uint32_t side)
{
    if (comes_first(call, c, !side))
        side = !side;
    for (int idle = 0; idle < 2 && !is_full(call) && c->reader != READER_NONE; side = !side)
        idle = drain(call, c, side) ? 0 : idle + 1;
}

/* What is unread of a side before bytes that are given up is lost with them. */
static void
give_up(struct stream_call *call, struct connection *c, uint32_t side)
{
    call->broken = 1 + side;
    settle_sides(call, c, side);
    call->broken = 0;
}

/* What is in doubt is better than nothing. */
static bool
fill_hole(struct stream_call *call, struct connection *c, uint32_t side)
{
    struct side *s = &c->side[side];
    uint64_t noticed;

    if (!c->doubts || !side_has_hole(call, s) ||
        !doubts_fill(call, c, side, side_hole_end(call, s, &noticed)))
        return false;
    fin_pass(s);
    settle_sides(call, c, side);
    return true;
}

/* Of two holes the one that what stands before the other has waited for was there first. */
static uint32_t
first_hole(struct stream_call *call, const struct connection *c, uint32_t side)
{
    const struct side *other = &c->side[!side];

    if (!c->side[side].ready || !settle_waits(call, c, side))
        return side;
    return other->ready && settle_waits(call, c, !side) ? side : !side;
}

void
settle_hole(struct stream_call *call, struct connection *c, uint32_t side)
{
    side = first_hole(call, c, side);
    if (fill_hole(call, c, side))
        return;
    call->eager = true;
    if (!side_has_hole(call, &c->side[!side]) && spoke_first(call, c, !side))
        give_up(call, c, !side); /* what it may lack at its end was answered long ago */
    call->hurried = 1 + side;
    give_up(call, c, side);
    call->hurried = 0;
    if (is_full(call) || !side_has_hole(call, &c->side[side]))
        return;
    side_skip_hole(call, &c->side[side]);
    fin_pass(&c->side[side]);
    settle_sides(call, c, side);
}

/* Whether what is missing before `end` may still come.  Bytes that the receiver acknowledges are
 * not sent again, so that they are missing in the capture alone; of one side alone nobody knows
 * that, and a sender tries again for longer than a capture is out of order (RFC 6298 section 5). */
static bool
may_still_come(const struct stream_call *call, const struct connection *c, uint32_t side,
               uint32_t end, uint64_t noticed)
{
    uint64_t waited = call->clock - noticed;

    if (behind(c->side[side].acknowledged, end) >= 0)
        return waited < call->streams->limits.gap_wait;
    return !is_alone(c, side) || waited < one_sided_wait(call->streams);
}

static void
settle_end_that_waited(struct stream_call *call, struct connection *c, uint32_t side)
{
    const struct side *s = &c->side[side];

    if (!offer_holds_end(call, c, s) ||
        call->clock - side_cell(call, s, s->ready - 1)->clock < one_sided_wait(call->streams))
        return;
    call->hurried = 1 + side;
    settle_sides(call, c, side);
    call->hurried = 0;
}

static void
settle_holes_that_waited(struct stream_call *call, struct connection *c, uint32_t side)
{
    struct side *s = &c->side[side];

    while (!is_full(call) && side_has_hole(call, s)) {
        uint64_t noticed;
        uint32_t end;

        if (!is_alone(c, side) && behind(s->acknowledged, s->next + s->ready) <= 0)
            return;
        end = side_hole_end(call, s, &noticed);
        if (may_still_come(call, c, side, end, noticed))
            return;
        settle_hole(call, c, side);
    }
}

void
settle_waited(struct stream_call *call, struct connection *c, uint32_t side)
{
    settle_holes_that_waited(call, c, side);
    if (!is_full(call))
        settle_end_that_waited(call, c, side);
}

static void
count_lost_end(struct stream_call *call, const struct connection *c, const struct side *s)
{
    int32_t lost = behind(s->fin, s->next + s->ready);

    if (!(s->flags & SIDE_FIN) || lost <= 0 || !has_reader(c))
        return;
    call->streams->now.counts.gaps++;
    call->streams->now.counts.gap_bytes += (uint32_t)lost;
}

void
settle_end(struct stream_call *call, struct connection *c)
{
    if (c->done)
        return;
    connection_save(call, c);
    c->ending = true;
    call->eager = true;
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t side = i ^ c->client;

        settle_sides(call, c, side);
        fin_at_last(call, c, side);
        while (!is_full(call) && side_has_hole(call, &c->side[side]))
            settle_hole(call, c, side);
    }
    if (is_full(call))
        return;
    for (uint32_t i = 0; i < 2; i++)
        count_lost_end(call, c, &c->side[i]);
    if (c->reader == READER_UNDECIDED && !is_silent(c))
        reader_give_up(call, c);
    else
        reader_leave(call, c);
    c->ending = false;
    c->done = true;
    call->eager = false;
}
