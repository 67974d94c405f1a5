/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_doubts.h"

#include "reassembly/streams_cell.h"
#include "reassembly/streams_side.h"
#include "reassembly/streams_sums.h"

#include <string.h>

/* As many as a window of large ones has; all are looked through at each segment of a connection
 * that has any. */
enum { DOUBTS_MOST = 64, HEAD = sizeof(struct doubt) };

_Static_assert((size_t)HEAD <= CELL_DATA, "what is known of one fits in its first cell");

/* A segment's cells are chained; the first, which begins with what is known of it, has the first
 * of the next segment as well. */
static uint32_t *
next_of(struct stream_call *call, uint32_t first)
{
    return &cell_at(call->streams, first)->skip[0];
}

static struct doubt
doubt_at(struct stream_call *call, uint32_t first)
{
    struct doubt d;

    memcpy(&d, cell_at(call->streams, first)->data, sizeof d);
    return d;
}

/* ---- kept ---- */

static void
put(struct cell *cell, const void *bytes, uint32_t n)
{
    memcpy(cell->data + cell->to, bytes, n);
    cell->to = (uint16_t)(cell->to + n);
}

/* There are cells enough. */
static uint32_t
keep(struct stream_call *call, const struct doubt *d, const uint8_t *bytes)
{
    uint32_t first = cell_take(call), left = d->size;
    struct cell *cell = cell_at(call->streams, first);

    put(cell, d, HEAD);
    while (left) {
        uint32_t n = CELL_DATA - (uint32_t)cell->to;

        if (n > left)
            n = left;
        if (!n) {
            cell->next = cell_take(call);
            cell = cell_at(call->streams, cell->next);
            continue;
        }
        put(cell, bytes + (d->size - left), n);
        left -= n;
    }
    return first;
}

static uint32_t
cells_for(uint32_t size)
{
    return (HEAD + size) / CELL_DATA + 1;
}

bool
doubts_add(struct stream_call *call, struct connection *c, uint32_t side,
           const struct stream_input *in)
{
    const struct streams *r = call->streams;
    const struct doubt d = { *in->segment, in->time, side, in->size, sums_kind(in->between), NULL };
    uint32_t last = 0, n = 0;

    for (uint32_t i = c->doubts; i; i = *next_of(call, i), n++)
        last = i;
    if (n == DOUBTS_MOST || in->size > SEGMENT_MAX ||
        cells_for(in->size) > r->most_cells - r->now.cells.used)
        return false;
    if (last)
        UNDO_SET(call->undo, *next_of(call, last), keep(call, &d, in->bytes));
    else
        c->doubts = keep(call, &d, in->bytes);
    return true;
}

/* ---- looked at ---- */

uint32_t
doubts_reach(struct stream_call *call, const struct connection *c, uint32_t side, uint32_t from)
{
    for (uint32_t i = c->doubts; i; i = *next_of(call, i)) {
        const struct doubt d = doubt_at(call, i);

        if (d.side == side && d.segment.sequence == from)
            from = doubt_end(&d);
    }
    return from;
}

static bool
is_acknowledged(const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];

    return s->flags & SIDE_ACKED && behind(s->acknowledged, doubt_end(d)) >= 0;
}

/* Nothing with a right checksum came in its place. */
static bool
stands_alone(struct stream_call *call, const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];
    uint32_t from = d->segment.sequence;

    return behind(from, s->next + s->ready) >= 0 && (!s->last || side_is_before(call, s, from));
}

/* One may acknowledge another before it: who had read that one said it. */
void
doubts_hear(struct stream_call *call, struct connection *c)
{
    uint32_t before[2];

    do {
        before[0] = c->side[0].acknowledged;
        before[1] = c->side[1].acknowledged;
        for (uint32_t i = c->doubts; i; i = *next_of(call, i)) {
            const struct doubt d = doubt_at(call, i);

            if (is_acknowledged(c, &d) && stands_alone(call, c, &d))
                side_acknowledge(&c->side[!d.side], d.segment.acknowledgment);
        }
    } while (before[0] != c->side[0].acknowledged || before[1] != c->side[1].acknowledged);
}

/* ---- taken ---- */

static const uint8_t *
copy_out(struct stream_call *call, uint32_t first, uint32_t size)
{
    uint8_t *to = (uint8_t *)call->streams + call->streams->doubt_at;
    uint32_t from = HEAD, at = 0;

    for (uint32_t i = first; i && at < size; i = cell_at(call->streams, i)->next) {
        const struct cell *cell = cell_at(call->streams, i);
        uint32_t n = cell->to - from;

        memcpy(to + at, cell->data + from, n);
        at += n;
        from = 0;
    }
    return to;
}

static void
take_out(struct stream_call *call, struct connection *c, uint32_t before, uint32_t i)
{
    uint32_t last = i;

    if (before)
        UNDO_SET(call->undo, *next_of(call, before), *next_of(call, i));
    else
        c->doubts = *next_of(call, i);
    while (cell_at(call->streams, last)->next)
        last = cell_at(call->streams, last)->next;
    cells_free(call, i, last);
}

bool
doubts_take(struct stream_call *call, struct connection *c, bool any, struct doubt *to)
{
    uint32_t before = 0;

    for (uint32_t i = c->doubts; i; before = i, i = *next_of(call, i)) {
        *to = doubt_at(call, i);
        if (!any && !is_acknowledged(c, to))
            continue;
        to->bytes = copy_out(call, i, to->size);
        take_out(call, c, before, i);
        return true;
    }
    return false;
}

void
doubts_drop(struct stream_call *call, struct connection *c)
{
    while (c->doubts) {
        sums_count(call, doubt_at(call, c->doubts).sum, false);
        take_out(call, c, 0, c->doubts);
    }
}
