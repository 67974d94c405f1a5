/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_side.h"

#include "reassembly/streams_cell.h"
#include "reassembly/streams_index.h"

#include <string.h>

/* There is memory to lay them in a row, see streams.c. */
enum { CELLS_MORE = SEGMENT_MAX / CELL_DATA };

void
side_acknowledge(struct side *s, uint32_t number)
{
    bool known = s->flags & (SIDE_BEGUN | SIDE_ACKED);

    if (known && behind(number, s->flags & SIDE_BEGUN ? s->next : s->acknowledged) > WINDOW_FAR)
        return;
    s->flags |= SIDE_ACKED;
    if (!known || behind(number, s->acknowledged) > 0)
        s->acknowledged = number;
}

/* Another cell behind `before`, or as the first. */
static struct cell *
add_cell(struct stream_call *call, struct side *s, struct cell *before,
         const struct segment_bytes *bytes)
{
    uint32_t most = call->streams->side_cells + (bytes->fills ? CELLS_MORE : 0);
    uint32_t i = s->cells < most ? cell_take(call) : 0;
    struct cell *cell = cell_at(call->streams, i);

    if (!i)
        return NULL;
    cell->sequence = bytes->sequence;
    cell->time = bytes->time;
    cell->clock = call->clock;
    cell->heard = bytes->heard;
    cell->begins = !bytes->kept;
    cell->next = before ? before->next : s->first;
    if (before)
        UNDO_SET(call->undo, before->next, i);
    else
        s->first = i;
    if (!cell->next)
        s->last = i;
    s->cells++;
    index_add(call, s, i);
    return cell;
}

/* The first n bytes, which nobody has, behind that cell; the cell where they end, NULL when there
 * was no memory for all. */
static struct cell *
fill(struct stream_call *call, struct side *s, struct cell *before, struct segment_bytes *bytes,
     uint32_t n)
{
    while (n) {
        bool continues = before && cell_end(before) == bytes->sequence &&
                         before->heard == bytes->heard;
        uint32_t space = continues ? cell_space(call, before, bytes->time, !bytes->kept) : 0;

        if (!space) {
            before = add_cell(call, s, before, bytes);
            if (!before)
                return NULL;
            space = CELL_DATA;
        }
        if (space > n)
            space = n;
        memcpy(before->data + before->to, bytes->at, space);
        before->to = (uint16_t)(before->to + space);
        segment_cut(bytes, space);
        n -= space;
        bytes->fresh = bytes->kept = true;
    }
    return before;
}

/* n bytes that are in that cell already. */
static void
overlap(struct stream_call *call, struct cell *cell, struct segment_bytes *bytes, uint32_t n)
{
    uint8_t *to = cell->data + (bytes->sequence - cell->sequence);

    if (call->streams->limits.overlap == OVERLAP_LAST && !bytes->doubted) {
        undo_save(call->undo, to, n);
        memcpy(to, bytes->at, n);
    }
    segment_cut(bytes, n);
    bytes->known = true;
}

/* The last cell of those that lie ready; 0: none does. */
static uint32_t
last_ready(struct stream_call *call, const struct side *s)
{
    return s->ready ? index_find(call->streams, s, s->next + s->ready - 1) : 0;
}

uint32_t
side_heard(struct stream_call *call, const struct side *s, const struct side *other)
{
    return s->ready ? cell_at(call->streams, s->first)->heard : other->acknowledged;
}

const struct cell *
side_cell(struct stream_call *call, const struct side *s, uint32_t n)
{
    return cell_at(call->streams, index_find(call->streams, s, s->next + n));
}

uint32_t
side_heard_last(struct stream_call *call, const struct side *s, const struct side *other)
{
    uint32_t last = last_ready(call, s);

    return last ? cell_at(call->streams, last)->heard : other->acknowledged;
}

/* How many bytes lie ready from s->next on: those that did before, and what follows on them. */
static void
measure(struct stream_call *call, struct side *s)
{
    uint32_t from = last_ready(call, s), end = s->next;

    if (from)
        end = cell_start(cell_at(call->streams, from));
    for (uint32_t i = from ? from : s->first; i; i = cell_at(call->streams, i)->next) {
        const struct cell *cell = cell_at(call->streams, i);

        if (cell_start(cell) != end)
            break;
        end = cell_end(cell);
    }
    s->ready = end - s->next;
}

bool
side_has_hole(struct stream_call *call, const struct side *s)
{
    return s->first && cell_end(cell_at(call->streams, s->last)) != s->next + s->ready;
}

bool
side_is_broken(struct stream_call *call, const struct side *s)
{
    uint32_t end = s->next + s->ready;
    bool complete = s->flags & SIDE_FIN && s->fin == end;

    return side_has_hole(call, s) || (!complete && behind(s->acknowledged, end) > 0);
}

uint32_t
side_end(struct stream_call *call, const struct side *s)
{
    return s->last ? cell_end(cell_at(call->streams, s->last)) : s->next + s->ready;
}

bool
side_has(struct stream_call *call, const struct side *s, uint32_t sequence)
{
    uint32_t i = index_find(call->streams, s, sequence);

    return i && behind(cell_end(cell_at(call->streams, i)), sequence) > 0;
}

bool
side_is_before(struct stream_call *call, const struct side *s, uint32_t sequence)
{
    return s->last && behind(sequence, cell_end(cell_at(call->streams, s->last))) >= 0;
}

/* What is ready after bytes from that sequence on were added. */
static void
measure_from(struct stream_call *call, struct side *s, uint32_t sequence, bool had_hole)
{
    if (behind(sequence, s->next + s->ready) > 0)
        return;
    if (had_hole)
        measure(call, s);
    else if (s->first)
        s->ready = cell_end(cell_at(call->streams, s->last)) - s->next;
}

void
side_insert(struct stream_call *call, struct side *s, struct segment_bytes *bytes)
{
    bool had_hole = side_has_hole(call, s);
    uint32_t sequence = bytes->sequence;
    struct cell *before = NULL;
    uint32_t at = s->first, found;

    if (side_is_before(call, s, bytes->sequence)) {
        before = cell_at(call->streams, s->last);
        at = 0;
    } else if ((found = index_find(call->streams, s, bytes->sequence)))
        at = found;
    while (bytes->size) {
        struct cell *cell = cell_at(call->streams, at);
        uint32_t n = bytes->size;

        if (at && behind(cell_end(cell), bytes->sequence) <= 0) {
            before = cell;
            at = cell->next;
        } else if (at && behind(cell_start(cell), bytes->sequence) <= 0) {
            n = cell_end(cell) - bytes->sequence < n ? cell_end(cell) - bytes->sequence : n;
            overlap(call, cell, bytes, n);
        } else {
            if (at && cell_start(cell) - bytes->sequence < n)
                n = cell_start(cell) - bytes->sequence;
            before = fill(call, s, before, bytes, n);
            if (!before)
                break;
        }
    }
    measure_from(call, s, sequence, had_hole);
}

void
side_advance(struct side *s, uint32_t n)
{
    s->next += n;
    s->offset += n;
    if (s->pass && s->pass != PASS_ALL)
        s->pass -= s->pass < n ? s->pass : n;
}

void
side_take(struct stream_call *call, struct side *s, uint32_t n)
{
    s->ready -= n;
    s->unwanted = (uint16_t)(n < s->unwanted ? s->unwanted - n : 0);
    s->shown = n < s->shown ? s->shown - n : 0;
    s->next += n;
    s->offset += n;
    while (n) {
        uint32_t i = s->first;
        struct cell *cell = cell_at(call->streams, i);
        uint32_t here = (uint32_t)cell->to - cell->from;

        if (n < here) {
            cell_save(call, cell);
            cell->from = (uint16_t)(cell->from + n);
            return;
        }
        index_remove_first(call, s);
        s->first = cell->next;
        if (!s->first)
            s->last = 0;
        s->cells--;
        cells_free(call, i, i);
        n -= here;
    }
}

void
side_copy(struct stream_call *call, const struct side *s, uint8_t *to, uint32_t n)
{
    for (uint32_t i = s->first; i && n; i = cell_at(call->streams, i)->next) {
        const struct cell *cell = cell_at(call->streams, i);
        uint32_t here = (uint32_t)cell->to - cell->from;

        if (here > n)
            here = n;
        memcpy(to, cell->data + cell->from, here);
        to += here;
        n -= here;
    }
}

struct nc_time
side_time(struct stream_call *call, const struct side *s, uint32_t n)
{
    const struct cell *cell = cell_at(call->streams, s->first);

    while (n >= (uint32_t)cell->to - cell->from && cell->next) {
        n -= (uint32_t)cell->to - cell->from;
        cell = cell_at(call->streams, cell->next);
    }
    return cell_time(cell, cell->from + n);
}

uint32_t
side_next_begin(struct stream_call *call, const struct side *s, uint32_t n)
{
    uint32_t i = index_find(call->streams, s, s->next + n), at = 0;

    if (i)
        at = cell_start(cell_at(call->streams, i)) - s->next;
    for (; i && at < s->ready; i = cell_at(call->streams, i)->next) {
        const struct cell *cell = cell_at(call->streams, i);
        uint32_t from = cell->from, mark;

        if (at > n && cell->begins)
            return at;
        mark = cell_next_begin(cell, n > at ? from + n - at : from);
        if (mark)
            return at + mark - from;
        at += cell->to - from;
    }
    return s->ready;
}

uint32_t
side_hole_end(struct stream_call *call, const struct side *s, uint64_t *noticed)
{
    uint32_t ready = last_ready(call, s);
    uint32_t i = ready ? cell_at(call->streams, ready)->next : s->first;
    const struct cell *cell = cell_at(call->streams, i);

    *noticed = cell->clock;
    return cell_start(cell);
}

/* What is unread before a hole can never be continued: it is lost with it. */
void
side_skip_hole(struct stream_call *call, struct side *s)
{
    uint64_t noticed;
    uint32_t to = side_hole_end(call, s, &noticed);
    uint32_t lost = to - s->next - s->ready;

    call->streams->now.counts.gaps++;
    call->streams->now.counts.gap_bytes += lost;
    s->gap += to - s->next;
    s->tried = 0;
    s->flags &= ~(uint32_t)SIDE_TOLD;
    side_take(call, s, s->ready);
    side_advance(s, lost);
    measure(call, s);
}

void
side_pass(struct stream_call *call, struct side *s)
{
    while (s->pass && s->first) {
        uint32_t n = cell_start(cell_at(call->streams, s->first)) - s->next;

        if (s->ready)
            n = s->ready;
        if (s->pass < n)
            n = (uint32_t)s->pass;
        if (s->ready) {
            side_take(call, s, n);
            if (s->pass != PASS_ALL)
                s->pass -= n;
        } else
            side_advance(s, n);
        if (!s->ready)
            measure(call, s);
    }
    if (s->pass && (s->flags & SIDE_FIN) && behind(s->fin, s->next) > 0)
        side_advance(s, s->pass < s->fin - s->next ? (uint32_t)s->pass : s->fin - s->next);
}

void
side_drop(struct stream_call *call, struct side *s)
{
    if (s->first)
        cells_free(call, s->first, s->last);
    s->first = s->last = s->cells = s->ready = s->tried = s->shown = 0;
    s->unwanted = 0;
    index_clear(s);
}

/* Of segments longer than a cell only the first begins. */
static uint32_t
free_from(struct stream_call *call, struct side *s, uint32_t first)
{
    uint32_t segments = 0, last = 0;

    for (uint32_t i = first; i; i = cell_at(call->streams, i)->next) {
        segments += cell_at(call->streams, i)->begins;
        s->cells--;
        last = i;
    }
    if (first)
        cells_free(call, first, last);
    return segments;
}

uint32_t
side_cut(struct stream_call *call, struct side *s, uint32_t number)
{
    uint32_t keep = index_find(call->streams, s, number - 1), gone = s->first;
    struct cell *cell = cell_at(call->streams, keep);

    index_cut(call, s, number - 1);
    if (keep) {
        gone = cell->next;
        cell_save(call, cell);
        cell->next = 0;
        if (behind(cell_end(cell), number) > 0)
            cell_cut(call, cell, number);
    } else
        s->first = 0;
    s->last = keep;
    return free_from(call, s, gone);
}
