/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_believe.h"

#include "reassembly/streams_side.h"
#include "reassembly/streams_sums.h"

enum { ROUNDS_MOST = 8 };

/* ---- looked at ---- */

uint32_t
doubts_reach(struct stream_call *call, const struct connection *c, uint32_t side, uint32_t from)
{
    for (uint32_t i = c->doubts; i; i = doubt_next(call, i)) {
        const struct doubt d = doubt_at(call, i);

        if (d.side == side && d.segment.sequence == from && !doubt_is_last(c, &d))
            from = doubt_end(&d);
    }
    return from;
}

/* They stand in the order they came in.  Whoever forges them there, with a card's sums, puts bytes
 * before those of a connection whose beginning is not in the capture; but a host that merges
 * segments as it receives them has put the first of any message there. */
uint32_t
doubts_begin(struct stream_call *call, const struct connection *c, uint32_t side, uint32_t from)
{
    const struct side *s = &c->side[side];
    uint32_t begin = from, end = from;

    for (uint32_t i = c->doubts; i; i = doubt_next(call, i)) {
        const struct doubt d = doubt_at(call, i);

        if (d.side != side || doubt_is_last(c, &d) || behind(d.segment.sequence, from) >= 0)
            continue;
        begin = d.segment.sequence == end ? begin : d.segment.sequence;
        end = doubt_end(&d);
    }
    if (end != from || (s->flags & SIDE_ACKED && behind(s->acknowledged, begin) > 0))
        return from;
    return begin;
}

static bool
is_acknowledged(const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];

    return s->flags & SIDE_ACKED && behind(s->acknowledged, doubt_end(d)) >= 0;
}

uint32_t
doubt_acknowledged(const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];
    int32_t part = behind(s->acknowledged, d->segment.sequence);

    if (!(s->flags & SIDE_ACKED && s->flags & SIDE_BEGUN) || part <= 0)
        return 0;
    return (uint32_t)part < d->size ? (uint32_t)part : d->size;
}

bool
doubt_precedes(struct stream_call *call, const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];
    uint32_t from = d->segment.sequence;

    if (!(s->flags & SIDE_BEGUN))
        return false;
    return behind(from, side_end(call, s)) < 0 || (s->flags & SIDE_FIN && behind(from, s->fin) < 0);
}

/* Nothing with a right checksum came in its place. */
static bool
stands_alone(struct stream_call *call, const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];
    uint32_t from = d->segment.sequence;

    return behind(from, s->next + s->ready) >= 0 && (!s->last || side_is_before(call, s, from));
}

/* One may acknowledge another before it: who had read that one said it.  They stand in the order
 * they came in, so that few rounds are enough; numbers that go round and round are no order. */
void
doubts_hear(struct stream_call *call, struct connection *c)
{
    uint32_t before[2], rounds = 0;

    do {
        before[0] = c->side[0].acknowledged;
        before[1] = c->side[1].acknowledged;
        for (uint32_t i = c->doubts; i; i = doubt_next(call, i)) {
            const struct doubt d = doubt_at(call, i);

            if (d.segment.flags & NC_ACK && is_acknowledged(c, &d) && !doubt_is_last(c, &d) &&
                stands_alone(call, c, &d))
                side_acknowledge(&c->side[!d.side], d.segment.acknowledgment);
        }
    } while (++rounds < ROUNDS_MOST && (before[0] != c->side[0].acknowledged ||
                                        before[1] != c->side[1].acknowledged));
}

static uint32_t
acknowledged_part(const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];
    bool useless = s->flags & SIDE_BEGUN && behind(doubt_end(d), s->next + s->ready) <= 0;

    if (doubt_is_last(c, d))
        return useless && is_acknowledged(c, d) ? DOUBT_WHOLE : 0;
    return is_acknowledged(c, d) ? DOUBT_WHOLE : doubt_acknowledged(c, d);
}

/* Its receiver had it, nothing else came in its place, and no hole is before it that will be
 * passed: where all of a side are wrong there is none. */
static bool
goes_on(const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];

    return is_acknowledged(c, d) && s->flags & SIDE_BEGUN &&
           behind(d->segment.sequence, s->next + s->ready) <= 0;
}

/* Nothing else will come of what nobody acknowledges, nor of what was. */
static bool
has_waited(struct stream_call *call, const struct connection *c, const struct doubt *d,
           enum doubts_wanted wanted)
{
    uint64_t wait = call->streams->limits.gap_wait;

    if (is_alone(c, d->side))
        wait = one_sided_wait(call->streams);
    else if (!doubt_is_last(c, d) || !goes_on(c, d))
        return false;
    return wanted != DOUBTS_WAITED || call->clock - d->clock >= wait;
}

enum wait_name
doubts_wait(struct stream_call *call, const struct connection *c)
{
    enum wait_name wait = WAIT_NONE;

    for (uint32_t i = c->doubts; i && wait != WAIT_LONG; i = doubt_next(call, i)) {
        const struct doubt d = doubt_at(call, i);

        if (is_alone(c, d.side))
            wait = WAIT_LONG;
        else if (doubt_is_last(c, &d) && goes_on(c, &d))
            wait = WAIT_SHORT;
    }
    return wait;
}

static uint32_t
wanted_part(struct stream_call *call, const struct connection *c, const struct doubt *d,
            enum doubts_wanted wanted)
{
    switch (wanted) {
    case DOUBTS_ACKNOWLEDGED: return acknowledged_part(c, d);
    case DOUBTS_ANSWERED:
        if (is_alone(c, d->side))
            return 0;
        /* fall through */
    case DOUBTS_WAITED: case DOUBTS_NO_ROOM:
        return has_waited(call, c, d, wanted) ? DOUBT_WHOLE : 0;
    case DOUBTS_FIRST: return doubt_is_last(c, d) ? 0 : DOUBT_WHOLE;
    default: return DOUBT_WHOLE;
    }
}

bool
doubts_take(struct stream_call *call, struct connection *c, enum doubts_wanted wanted,
            struct doubt *to)
{
    uint32_t before = 0;

    for (uint32_t i = c->doubts; i; before = i, i = doubt_next(call, i)) {
        uint32_t part;

        *to = doubt_at(call, i);
        part = wanted_part(call, c, to, wanted);
        if (part == 0)
            continue;
        doubt_take(call, c, before, i, part, to);
        return true;
    }
    return false;
}

void
doubt_count(struct stream_call *call, const struct connection *c, const struct doubt *d, bool read)
{
    if (d->counted)
        return;
    if (read && doubt_is_last(c, d))
        call->streams->now.counts.damaged++;
    else
        sums_count(call, d->sum, read);
}

/* ---- in the place of a hole ---- */

struct hole {
    uint32_t side, from, end;
};

/* So many bytes of one stand before the hole's end, and some in it. */
static uint32_t
filling_part(const struct connection *c, const struct doubt *d, const struct hole *hole)
{
    uint32_t from = d->segment.sequence, n = hole->end - from;

    if (d->side != hole->side || !d->kept || !d->size || behind(hole->end, from) <= 0 ||
        behind(from + d->size, hole->from) <= 0)
        return 0;
    if (n > d->size)
        n = d->size;
    if (doubt_is_last(c, d) && !is_alone(c, d->side) && doubt_acknowledged(c, d) < n)
        return 0;
    return n == d->size && !(d->segment.flags & NC_FIN) ? DOUBT_WHOLE : n;
}

static bool
insert(struct stream_call *call, struct connection *c, const struct doubt *d)
{
    const struct side *other = &c->side[!d->side];
    struct segment_bytes bytes = { .sequence = d->segment.sequence, .size = d->size,
                                   .at = d->bytes, .time = d->time, .doubted = true,
                                   .fills = true,
                                   .heard = side_heard_with(other, &d->segment) };

    segment_cut_before(&bytes, c->side[d->side].next);
    side_insert(call, &c->side[d->side], &bytes);
    doubt_count(call, c, d, bytes.fresh);
    return bytes.fresh;
}

/* All that count last, or none of them. */
static bool
fill_with(struct stream_call *call, struct connection *c, const struct hole *hole, bool last)
{
    uint32_t before = 0;
    bool filled = false;

    for (uint32_t i = c->doubts, next; i; i = next) {
        struct doubt d = doubt_at(call, i);
        uint32_t part = doubt_is_last(c, &d) == last ? filling_part(c, &d, hole) : 0;

        next = doubt_next(call, i);
        if (part != 0) {
            doubt_take(call, c, before, i, part, &d);
            filled |= insert(call, c, &d);
        }
        if (part != DOUBT_WHOLE)
            before = i;
    }
    return filled;
}

bool
doubts_fill(struct stream_call *call, struct connection *c, uint32_t side, uint32_t end)
{
    const struct side *s = &c->side[side];
    const struct hole hole = { side, s->next + s->ready, end };
    bool filled;

    call->filling = true;
    filled = fill_with(call, c, &hole, false);
    filled |= fill_with(call, c, &hole, true);
    call->filling = false;
    return filled;
}
