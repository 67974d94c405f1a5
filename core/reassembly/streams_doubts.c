/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_doubts.h"

#include "reassembly/streams_cell.h"
#include "reassembly/streams_side.h"
#include "reassembly/streams_sums.h"

#include <string.h>

/* As many as a window of large ones has, before the first acknowledgement that a capture has; all
 * are looked through at each segment of a connection that has any. */
enum { DOUBTS_MOST = 256, LAST_MOST = 128, HEAD = sizeof(struct doubt) };

_Static_assert((size_t)HEAD <= CELL_DATA, "what is known of one fits in its first cell");

/* A segment's cells are chained; the first, which begins with what is known of it, has the first
 * of the next segment as well. */
static uint32_t *
next_of(struct stream_call *call, uint32_t first)
{
    return &cell_at(call->streams, first)->skip[0];
}

uint32_t
doubt_next(struct stream_call *call, uint32_t i)
{
    return *next_of(call, i);
}

struct doubt
doubt_at(struct stream_call *call, uint32_t first)
{
    struct doubt d;

    memcpy(&d, cell_at(call->streams, first)->data, sizeof d);
    return d;
}

static void
put_head(struct stream_call *call, uint32_t first, const struct doubt *d)
{
    uint8_t *to = cell_at(call->streams, first)->data;

    undo_save(call->undo, to, HEAD);
    memcpy(to, d, HEAD);
}

/* ---- given up ---- */

/* The cells of one behind its first, up to this one; 0: all. */
static void
free_behind(struct stream_call *call, uint32_t first, uint32_t to)
{
    struct cell *cell = cell_at(call->streams, first);
    uint32_t from = cell->next, last = from;

    if (from == to)
        return;
    while (cell_at(call->streams, last)->next != to)
        last = cell_at(call->streams, last)->next;
    UNDO_SET(call->undo, cell->next, to);
    cells_free(call, from, last);
}

static void
take_out(struct stream_call *call, struct connection *c, uint32_t before, uint32_t i)
{
    if (before)
        UNDO_SET(call->undo, *next_of(call, before), *next_of(call, i));
    else
        c->doubts = *next_of(call, i);
    free_behind(call, i, 0);
    cells_free(call, i, i);
}

static void
drop(struct stream_call *call, struct connection *c, uint32_t before, uint32_t i)
{
    const struct doubt d = doubt_at(call, i);

    if (!d.counted)
        sums_count(call, d.sum, false);
    take_out(call, c, before, i);
}

void
doubts_drop(struct stream_call *call, struct connection *c)
{
    while (c->doubts)
        drop(call, c, 0, c->doubts);
}

void
doubts_drop_unwanted(struct stream_call *call, struct connection *c)
{
    for (uint32_t i = c->doubts; i; i = *next_of(call, i)) {
        struct doubt d = doubt_at(call, i);

        if (!d.kept || is_listened_to(c, d.side))
            continue;
        d.kept = false;
        put_head(call, i, &d);
        free_behind(call, i, 0);
    }
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
    uint32_t first = cell_take(call), left = d->kept ? d->size : 0;
    struct cell *cell = cell_at(call->streams, first);

    put(cell, d, HEAD);
    cell->from = HEAD;
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
cells_for(const struct doubt *d)
{
    return (HEAD + (d->kept ? d->size : 0)) / CELL_DATA + 1;
}

/* How far one ends ahead of what is there; nothing new is in one that does not.  What counts last
 * is the farthest. */
static int32_t
ahead(const struct connection *c, const struct doubt *d)
{
    const struct side *s = &c->side[d->side];
    int32_t here = s->flags & SIDE_BEGUN ? behind(doubt_end(d), s->next + s->ready) : INT32_MAX;

    return here > 0 && doubt_is_last(c, d) ? INT32_MAX : here;
}

/* All of a connection's; the last, and the one that says least. */
struct survey {
    uint32_t n, cells, last;
    uint32_t count_last; /* so many of them */
    uint32_t least, before; /* and the one before that */
    int32_t ahead;
};

static struct survey
survey(struct stream_call *call, const struct connection *c)
{
    struct survey all = { 0 };

    for (uint32_t i = c->doubts; i; all.last = i, i = *next_of(call, i)) {
        const struct doubt d = doubt_at(call, i);
        int32_t here = ahead(c, &d);

        all.n++;
        all.count_last += doubt_is_last(c, &d);
        all.cells += cells_for(&d);
        if (all.least && (all.ahead <= 0 || (here > 0 && here <= all.ahead)))
            continue;
        all.least = i;
        all.before = all.last;
        all.ahead = here;
    }
    return all;
}

/* What counts last takes no memory that others may need. */
static bool
has_room(const struct streams *r, const struct connection *c, const struct survey *all,
         const struct doubt *d)
{
    uint32_t more = cells_for(d), left = r->most_cells - r->now.cells.used;

    if (doubt_is_last(c, d) && (all->count_last >= LAST_MOST || left < r->most_cells / 2))
        return false;
    return all->n < DOUBTS_MOST && all->cells + more <= 2 * r->side_cells && more <= left;
}

static bool
add(struct stream_call *call, struct connection *c, uint32_t side, const struct stream_input *in,
    uint32_t sum)
{
    const struct doubt d = { .segment = *in->segment, .time = in->time, .clock = call->clock,
                             .number = in->number, .side = side, .size = in->size, .sum = sum,
                             .kept = is_listened_to(c, side) || is_cut_off(c) };
    struct survey all = survey(call, c);

    if (in->size > SEGMENT_MAX)
        return false;
    while (!has_room(call->streams, c, &all, &d)) {
        if (!all.least || (all.ahead > 0 && (is_alone(c, side) || ahead(c, &d) >= all.ahead)))
            return false;
        drop(call, c, all.before, all.least);
        all = survey(call, c);
    }
    if (all.last)
        UNDO_SET(call->undo, *next_of(call, all.last), keep(call, &d, in->bytes));
    else
        c->doubts = keep(call, &d, in->bytes);
    return true;
}

bool
doubts_add(struct stream_call *call, struct connection *c, uint32_t side,
           const struct stream_input *in)
{
    return add(call, c, side, in, sums_kind(in->between));
}

bool
doubts_add_opening(struct stream_call *call, struct connection *c, uint32_t side,
                   const struct stream_input *in)
{
    const struct nc_segment behind_syn = { .sequence = in->segment->sequence + 1 };
    struct stream_input bytes = *in;

    bytes.segment = &behind_syn;
    return add(call, c, side, &bytes, NC_SUM_RIGHT);
}

/* ---- taken ---- */

/* The first bytes of one, which are gone from its cells. */
static void
move_out(struct stream_call *call, uint32_t first, uint32_t size, uint8_t *to)
{
    uint32_t i = first;

    for (uint32_t at = 0; at < size;) {
        struct cell *cell = cell_at(call->streams, i);
        uint32_t n = (uint32_t)cell->to - cell->from;

        if (n > size - at)
            n = size - at;
        if (!n) {
            i = cell->next;
            continue;
        }
        memcpy(to + at, cell->data + cell->from, n);
        cell_save(call, cell);
        cell->from = (uint16_t)(cell->from + n);
        at += n;
    }
    if (i != first)
        free_behind(call, first, i);
}

void
doubt_take(struct stream_call *call, struct connection *c, uint32_t before, uint32_t i, uint32_t n,
           struct doubt *to)
{
    struct streams *r = call->streams;
    uint8_t *room = (uint8_t *)r + (call->filling ? r->filling_at : r->doubt_at);
    struct doubt rest = *to;

    to->size = n == DOUBT_WHOLE ? rest.size : n;
    to->bytes = to->kept ? room : NULL;
    if (to->kept)
        move_out(call, i, to->size, room);
    if (n == DOUBT_WHOLE) {
        take_out(call, c, before, i);
        return;
    }
    to->segment.flags &= (uint8_t)~NC_FIN;
    rest.segment.sequence += n;
    rest.size -= n;
    rest.counted = true;
    put_head(call, i, &rest);
}
