/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_segment.h"

#include "reassembly/streams_begin.h"
#include "reassembly/streams_believe.h"
#include "reassembly/streams_choose.h"
#include "reassembly/streams_fin.h"
#include "reassembly/streams_judge.h"
#include "reassembly/streams_offer.h"
#include "reassembly/streams_reader.h"
#include "reassembly/streams_settle.h"
#include "reassembly/streams_sums.h"
#include "reassembly/streams_table.h"

const char streams_no_room[] = "more is unread than may be kept";

/* Windows are scaled where both SYNs said so (RFC 7323 section 2.2); where they were not seen it
 * may be by as much as there is.  The SYNs' own never are. */
static uint32_t
window_of(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    if (seg->flags & NC_SYN || c->scale[0] == SCALE_NONE || c->scale[1] == SCALE_NONE)
        return seg->window;
    return (uint32_t)seg->window << (c->scale[side] ? c->scale[side] - 1u : SCALE_MOST);
}

/* Senders of little sense, and generators of traffic, go beyond a small window: as much as a window
 * can offer without a scale is never far away. */
static void
take_window(struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    struct side *other = &c->side[!side];
    uint32_t window = window_of(c, side, seg);

    if (window && window < SEGMENT_MAX)
        window = SEGMENT_MAX;
    if (window > other->window)
        other->window = window;
}

/* Past what came already, and past what nobody wants. */
static void
cut_delivered(struct side *s, struct segment_bytes *bytes)
{
    uint64_t n;

    bytes->known |= behind(s->next, bytes->sequence) > 0;
    segment_cut_before(bytes, s->next);
    if (!s->pass || s->first || !bytes->size)
        return;
    n = bytes->sequence - s->next + (uint64_t)bytes->size;
    if (n > s->pass)
        n = s->pass;
    side_advance(s, (uint32_t)n);
    bytes->fresh = true;
    segment_cut_before(bytes, s->next);
}

/* Bytes that continue the stream go to the plugin from where they are. */
static void
take_direct(struct stream_call *call, struct connection *c, uint32_t side,
            struct segment_bytes *bytes)
{
    struct offer o = { bytes->at, bytes->size, true, bytes->time, bytes->heard };

    if (settle_waits(call, c, side))
        return;
    if (c->reader == READER_UNDECIDED && !call->job->quiet && reader_choose(call, c, side, &o))
        settle_sides(call, c, !side); /* what that one has said so far came before */
    if (is_full(call))
        return;
    if (c->reader != READER_UNDECIDED || call->job->quiet)
        reader_read(call, c, side, &o);
    segment_cut(bytes, bytes->size - o.size);
}

/* Neither memory, nor a hole that could be skipped. */
static void
give_up_side(struct stream_call *call, struct connection *c, uint32_t side,
             struct segment_bytes *bytes)
{
    if (c->side[side].cells < call->streams->side_cells) {
        call->streams->now.counts.no_memory++;
        bytes->size = 0; /* it is lost, as if it had never been captured */
    } else if (c->reader == READER_UNDECIDED)
        reader_give_up(call, c);
    else
        reader_refuse(call, c, side, streams_no_room);
}

static void
store(struct stream_call *call, struct connection *c, uint32_t side, struct segment_bytes *bytes)
{
    struct side *s = &c->side[side];

    for (;;) {
        side_insert(call, s, bytes);
        settle_sides(call, c, side);
        if (!bytes->size || is_full(call) || c->reader == READER_NONE)
            return;
        if (side_has_hole(call, s))
            settle_hole(call, c, side);
        else if (settle_waits(call, c, side))
            settle_hole(call, c, !side);
        else
            give_up_side(call, c, side, bytes);
        cut_delivered(s, bytes);
    }
}

static void
count_segment(struct stream_call *call, const struct segment_bytes *bytes, bool early)
{
    struct stream_counts *counts = &call->streams->now.counts;

    counts->out_of_order += early;
    if (!bytes->fresh)
        counts->duplicates++;
    else if (bytes->known)
        counts->overlaps++;
}

static void
take_bytes(struct stream_call *call, struct connection *c, uint32_t side,
           struct segment_bytes *bytes)
{
    struct side *s = &c->side[side], *other = &c->side[!side];
    bool early = behind(bytes->sequence, s->next + s->ready) > 0;

    s->flags |= SIDE_DATA;
    offer_earn(s, bytes->size);
    if (other->ready > other->tried && has_reader(c) && offer_may_be_early(other)) {
        call->eager = true; /* what was held back was said before this */
        settle_sides(call, c, !side);
        call->eager = false;
    }
    cut_delivered(s, bytes);
    if (bytes->size && !s->first && bytes->sequence == s->next) {
        bytes->fresh = true;
        take_direct(call, c, side, bytes);
        cut_delivered(s, bytes);
    }
    if (bytes->size && !is_full(call))
        store(call, c, side, bytes);
    else if (other->ready)
        settle_sides(call, c, !side);
    count_segment(call, bytes, early);
}

/* The bytes of a segment, and what ends with it. */
static void
take_data(struct stream_call *call, struct connection *c, uint32_t side,
          const struct nc_segment *seg, struct segment_bytes *bytes)
{
    struct side *s = &c->side[side];

    if (!(s->flags & SIDE_BEGUN)) {
        if (bytes->size == 1 && seg->flags == NC_ACK)
            return; /* a keep-alive, or a probe that comes again: not where to begin */
        begin_side(s, doubts_begin(call, c, side, side_number_to_begin(s, bytes->sequence)));
    }
    if (bytes->size <= 1 && behind(bytes->sequence, s->next + s->ready) == -1)
        return; /* keep-alive, RFC 9293 3.8.4 */
    if ((seg->flags & (NC_FIN | NC_SYN)) == NC_FIN)
        fin_take(call, c, side, bytes);
    fin_meet(call, s, bytes);
    if (bytes->size)
        take_bytes(call, c, side, bytes);
    if (seg->flags & NC_FIN && !is_full(call)) {
        side_pass(call, s);
        settle_sides(call, c, side);
    }
}

/* Nothing more comes from this side. */
static bool
is_complete(const struct side *s)
{
    return s->flags & SIDE_RESET || (s->flags & SIDE_FIN && s->next + s->ready == s->fin);
}

/* All but its acknowledgement. */
static void
take_rest(struct stream_call *call, struct connection *c, uint32_t side,
          const struct nc_segment *seg, struct segment_bytes *bytes)
{
    take_window(c, side, seg);
    bytes->heard = side_heard_with(&c->side[!side], seg);
    /* What waited behind a hole is read alone: messages are looked for where segments begin. */
    if (bytes->size && side_is_before(call, &c->side[side], bytes->sequence))
        settle_waited(call, c, side);
    if ((bytes->size || seg->flags & NC_FIN) && !is_full(call))
        take_data(call, c, side, seg, bytes);
    settle_waited(call, c, side);
}

/* More than was under way: it is read, whoever sent the RST, and when the sender goes on there was
 * no end. */
static void
take_after_reset(struct connection *c, uint32_t side, const struct nc_segment *seg, uint32_t size)
{
    struct side *s = &c->side[side];

    if (judge_goes_on(s, seg, size))
        s->flags &= ~(uint32_t)(SIDE_RESET | SIDE_HEARD);
    else if (!size || behind(seg->sequence + size, s->next + s->ready) <= 0)
        return;
    c->goes_on = true;
    begin_again(c);
}

/* What was put off, as if it came now: what has come meanwhile was there first.  Bytes that were
 * not kept are lost to one who reads again. */
static bool
take_late(struct stream_call *call, struct connection *c, const struct doubt *d,
          const struct nc_segment *seg)
{
    struct segment_bytes bytes = { .sequence = seg->sequence, .size = d->size, .at = d->bytes,
                                   .time = d->time, .doubted = true };
    struct side *s = &c->side[d->side];

    if (s->flags & SIDE_BEGUN && behind(number_behind(seg, d->size), s->next + s->ready) <= 0)
        return false;
    if (is_cut_off(c))
        take_after_reset(c, d->side, seg, d->size);
    if (d->bytes || !is_listened_to(c, d->side))
        take_rest(call, c, d->side, seg, &bytes);
    return bytes.fresh;
}

/* An end that counts last is none, nor does it show that a RST was none. */
static bool
take_doubted(struct stream_call *call, struct connection *c, const struct doubt *d)
{
    struct side *s = &c->side[d->side];
    struct nc_segment seg = d->segment;
    bool last = doubt_is_last(c, d), fresh;
    uint64_t number = c->number;

    if (last)
        seg.flags &= (uint8_t)~NC_FIN;
    s->flags |= SIDE_SEEN;
    c->number = d->number; /* for what is read of it */
    fresh = !(last && is_cut_off(c)) && take_late(call, c, d, &seg);
    c->number = number;
    doubt_count(call, c, d, fresh);
    return fresh;
}

/* One that its host has made as others. */
static void
take_shown(struct stream_call *call, struct connection *c, const struct doubt *d)
{
    if (take_doubted(call, c, d) && !doubt_is_last(c, d))
        sums_learn_doubt(&c->side[d->side], d->sum);
}

void
segment_believe(struct stream_call *call, struct connection *c, enum doubts_wanted wanted)
{
    struct doubt d;

    while (!is_full(call) && doubts_take(call, c, wanted, &d))
        take_shown(call, c, &d);
}

static void
take_acknowledged(struct stream_call *call, struct connection *c)
{
    doubts_hear(call, c);
    segment_believe(call, c, DOUBTS_ACKNOWLEDGED);
}

void
segment_acknowledge(struct stream_call *call, struct connection *c, uint32_t side,
                    const struct nc_segment *seg)
{
    if (!(seg->flags & NC_ACK))
        return;
    side_note_greeting(&c->side[side], &c->side[!side], seg);
    call->streams->now.counts.unseen += judge_acknowledges_unseen(call, &c->side[!side], seg);
    side_acknowledge(&c->side[!side], seg->acknowledgment);
    if (c->doubts)
        take_acknowledged(call, c);
    fin_acknowledged(call, &c->side[!side]);
}

static void
take_other(struct stream_call *call, struct connection *c, uint32_t side,
           const struct nc_segment *seg, struct segment_bytes *bytes)
{
    segment_acknowledge(call, c, side, seg);
    if (c->doubts && bytes->size)
        segment_believe(call, c, DOUBTS_ANSWERED); /* what it may answer comes before it */
    if (seg->flags & NC_ACK && !is_full(call))
        settle_waited(call, c, !side);
    if (!is_full(call))
        take_rest(call, c, side, seg, bytes);
}

/* Whoever sends a RST tells what it took before. */
static void
take_last_acknowledgement(struct stream_call *call, struct connection *c, uint32_t side,
                          const struct nc_segment *seg)
{
    if (c->doubts && judge_acknowledges(&c->side[!side], seg))
        segment_acknowledge(call, c, side, seg);
}

/* The first one, where a side sends several. */
static void
take_reset(struct stream_call *call, struct connection *c, uint32_t side,
           const struct nc_segment *seg)
{
    struct side *s = &c->side[side], *other = &c->side[!side];

    if (s->flags & SIDE_RESET)
        return;
    s->flags |= SIDE_RESET | (other->flags & SIDE_BEGUN ? SIDE_HEARD : 0u);
    c->goes_on = false;
    s->reset = seg->sequence;
    s->heard = side_end(call, other);
    if (other->flags & SIDE_FIN && behind(other->fin + 1, s->heard) > 0)
        s->heard = other->fin + 1;
}

/* Bytes of a reset are none of the stream's, RFC 9293 3.5.3; the side may have others under way,
 * which were said all the same. */
void
segment_take(struct stream_call *call, struct connection *c, uint32_t side,
             const struct nc_segment *seg, uint8_t scale, struct segment_bytes *bytes)
{
    const struct side *a = &c->side[0], *b = &c->side[1];

    c->side[side].flags |= SIDE_SEEN;
    if (seg->flags & NC_SYN && !(seg->flags & NC_RST))
        begin_by_syn(c, side, seg, scale);
    call->speaks = 1 + side;
    if (is_cut_off(c) && !(seg->flags & (NC_RST | NC_SYN)))
        take_after_reset(c, side, seg, bytes->size);
    if (seg->flags & NC_RST) {
        take_last_acknowledgement(call, c, side, seg);
        take_reset(call, c, side, seg);
    } else
        take_other(call, c, side, seg, bytes);
    if (is_full(call))
        return;
    if ((is_complete(a) && is_complete(b)) || (is_silent(c) && (a->flags | b->flags) & SIDE_RESET))
        segment_end(call, c);
}

/* Nothing speaks against it, and what came with a SYN was taken by nobody who was captured. */
static bool
may_be_taken(const struct connection *c, const struct doubt *d)
{
    return d->sum <= NC_SUM_RIGHT ? is_alone(c, d->side) : sums_tell_of_card(&c->side[d->side]);
}

/* Of what is still in doubt, which nobody has acknowledged: that against which nothing speaks, or
 * which is missing before what counts. */
static void
end_doubts(struct stream_call *call, struct connection *c)
{
    struct doubt d;

    while (!is_full(call) && doubts_take(call, c, DOUBTS_FIRST, &d))
        if (may_be_taken(c, &d) || doubt_precedes(call, c, &d))
            take_doubted(call, c, &d);
        else
            doubt_count(call, c, &d, false);
    while (!is_full(call) && doubts_take(call, c, DOUBTS_ALL, &d)) {
        if (!is_alone(c, d.side))
            d.size = doubt_acknowledged(c, &d);
        if (d.size)
            take_doubted(call, c, &d);
        else
            doubt_count(call, c, &d, false);
    }
}

void
segment_end(struct stream_call *call, struct connection *c)
{
    if (c->doubts) {
        connection_save(call, c);
        end_doubts(call, c);
    }
    if (!is_full(call))
        settle_end(call, c);
}
