/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_segment.h"

#include "reassembly/streams_choose.h"
#include "reassembly/streams_offer.h"
#include "reassembly/streams_reader.h"
#include "reassembly/streams_settle.h"

enum { FAR = 1 << 30, SCALE_MOST = 14 }; /* RFC 7323 section 2.3 */

const char streams_no_room[] = "more is unread than may be kept";

/* What it was told to have received before it was seen itself stays true. */
static void
begin(struct side *s, uint32_t sequence)
{
    bool told = s->flags & SIDE_ACKED && s->acknowledged - sequence <= FAR;

    s->next = sequence;
    s->acknowledged = told ? s->acknowledged : sequence;
    s->flags |= SIDE_BEGUN;
}

/* What was said before a SYN of this number was of no connection. */
static void
begin_with_syn(struct side *s, uint32_t initial)
{
    s->flags &= ~(uint32_t)(SIDE_FIN | SIDE_RESET | SIDE_ACKED);
    begin(s, initial + 1);
    s->initial = initial;
    s->flags |= SIDE_SYN;
}

static void
opened_by(struct connection *c, uint32_t client)
{
    if (!c->opened && !has_reader(c))
        c->client = (uint8_t)client;
    c->opened = true;
}

static void
take_scale(struct connection *c, uint32_t side, uint8_t scale)
{
    uint8_t *to = &c->scale[side];

    if (scale > SCALE_MOST + 1)
        scale = SCALE_MOST + 1;
    if (scale)
        *to = scale;
    else if (*to == SCALE_UNKNOWN)
        *to = SCALE_NONE;
}

/* What ended before anything was said had not begun. */
static bool
ended_in_vain(const struct connection *c, const struct side *s)
{
    return is_silent(c) && s->flags & (SIDE_FIN | SIDE_RESET);
}

/* It has ended before it said anything, and goes on. */
static void
revive(struct connection *c)
{
    if (!c->done)
        return;
    c->done = false;
    c->reader = READER_UNDECIDED;
    c->side[0].pass = c->side[1].pass = 0;
}

static void
take_syn(struct connection *c, uint32_t side, const struct nc_segment *seg, uint8_t scale)
{
    struct side *s = &c->side[side], *other = &c->side[!side];
    bool answer = seg->flags & NC_ACK;

    take_scale(c, side, scale);
    if (s->flags & SIDE_SYN && s->initial == seg->sequence)
        return;
    if (s->flags & SIDE_BEGUN && !(answer && is_silent(c))) {
        s->initial = seg->sequence; /* overtaken by what it opened */
        s->flags |= SIDE_SYN;
    } else {
        begin_with_syn(s, seg->sequence);
        if (answer && (!(other->flags & SIDE_BEGUN) || ended_in_vain(c, other)))
            begin_with_syn(other, seg->acknowledgment - 1);
        else if (answer)
            other->acknowledged = seg->acknowledgment; /* whatever was said before it */
        revive(c);
    }
    opened_by(c, answer ? !side : side);
}

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

static void
take_acknowledgment(struct side *s, uint32_t sequence)
{
    bool known = s->flags & (SIDE_BEGUN | SIDE_ACKED);

    if (s->flags & SIDE_BEGUN && behind(sequence, s->next) > FAR)
        return;
    s->flags |= SIDE_ACKED;
    if (!known || behind(sequence, s->acknowledged) > 0)
        s->acknowledged = sequence;
}

/* Past what came already, and past what nobody wants. */
static void
cut_delivered(struct side *s, struct segment_bytes *bytes)
{
    int32_t old = behind(s->next, bytes->sequence);
    uint64_t n;

    if (old > 0) {
        bytes->known = true;
        segment_cut(bytes, (uint32_t)old < bytes->size ? (uint32_t)old : bytes->size);
    }
    if (!s->pass || s->first || !bytes->size)
        return;
    n = bytes->sequence - s->next + (uint64_t)bytes->size;
    if (n > s->pass)
        n = s->pass;
    side_advance(s, (uint32_t)n);
    bytes->fresh = true;
    old = behind(s->next, bytes->sequence);
    if (old > 0)
        segment_cut(bytes, (uint32_t)old);
}

/* Bytes that continue the stream go to the plugin from where they are. */
static void
take_direct(struct stream_call *call, struct connection *c, uint32_t side,
            struct segment_bytes *bytes)
{
    struct offer o = { bytes->at, bytes->size, true, bytes->time };

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

static void
take_fin(struct side *s, uint32_t sequence)
{
    if (s->flags & SIDE_FIN || behind(sequence, s->next + s->ready) < 0)
        return;
    s->fin = sequence;
    s->flags |= SIDE_FIN;
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
        begin(s, bytes->sequence);
    }
    if (bytes->size <= 1 && behind(bytes->sequence, s->next + s->ready) == -1)
        return; /* keep-alive, RFC 9293 3.8.4 */
    if ((seg->flags & (NC_FIN | NC_SYN)) == NC_FIN)
        take_fin(s, bytes->sequence + bytes->size);
    if (s->flags & SIDE_FIN && behind(bytes->sequence + bytes->size, s->fin) > 0)
        bytes->size = behind(s->fin, bytes->sequence) > 0 ? s->fin - bytes->sequence : 0;
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

static void
take_other(struct stream_call *call, struct connection *c, uint32_t side,
           const struct nc_segment *seg, struct segment_bytes *bytes)
{
    if (seg->flags & NC_ACK) {
        take_acknowledgment(&c->side[!side], seg->acknowledgment);
        settle_waited(call, c, !side);
    }
    take_window(c, side, seg);
    bytes->heard = c->side[!side].acknowledged;
    /* What waited behind a hole is read alone: messages are looked for where segments begin. */
    if (bytes->size && side_is_before(call, &c->side[side], bytes->sequence))
        settle_waited(call, c, side);
    if ((bytes->size || seg->flags & NC_FIN) && !is_full(call))
        take_data(call, c, side, seg, bytes);
    settle_waited(call, c, side);
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
        take_syn(c, side, seg, scale);
    call->speaks = 1 + side;
    if (seg->flags & NC_RST)
        c->side[side].flags |= SIDE_RESET;
    else
        take_other(call, c, side, seg, bytes);
    if (is_full(call))
        return;
    if ((is_complete(a) && is_complete(b)) || (is_silent(c) && (a->flags | b->flags) & SIDE_RESET))
        settle_end(call, c);
}

void
segment_opened_before(struct connection *c, uint32_t side, uint32_t initial)
{
    begin_with_syn(&c->side[side], initial);
    opened_by(c, side);
}
