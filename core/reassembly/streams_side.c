/* SPDX-License-Identifier: Apache-2.0 */
/* One side's bytes: those that wait for the plugin, those that wait for what was lost. */
#include "reassembly/streams_state.h"

#include <string.h>

enum { MARK_SIZE = 8 };

static uint32_t
start_of(const struct block *b)
{
    return b->sequence + b->from;
}

static uint32_t
end_of(const struct block *b)
{
    return b->sequence + b->to;
}

static uint32_t
room_in(const struct block *b)
{
    return BLOCK_DATA - b->to - MARK_SIZE * (uint32_t)b->marks;
}

/* Marks are nanoseconds since the block's time, over 16 bits for the byte they begin at. */
static uint64_t
mark_of(const struct block *b, uint32_t i)
{
    uint64_t mark;

    memcpy(&mark, b->data + BLOCK_DATA - MARK_SIZE * (i + 1), sizeof mark);
    return mark;
}

/* False when the difference is too large for a mark. */
static bool
since(const struct block *b, struct nc_time time, int64_t *nanoseconds)
{
    const int64_t second = 1000000000;
    int64_t seconds;

    if (__builtin_sub_overflow(time.seconds, b->time.seconds, &seconds) || seconds > 100000 ||
        seconds < -100000 || time.fine != b->time.fine)
        return false;
    *nanoseconds = seconds * second + time.nanoseconds - b->time.nanoseconds;
    return true;
}

static struct nc_time
time_at(const struct block *b, uint32_t position)
{
    const int64_t second = 1000000000;
    struct nc_time time = b->time;
    int64_t nanoseconds = 0;

    for (uint32_t i = 0; i < b->marks && (mark_of(b, i) & 0xffff) <= position; i++)
        nanoseconds = (int64_t)mark_of(b, i) >> 16;
    nanoseconds += time.nanoseconds;
    time.seconds += nanoseconds / second;
    nanoseconds %= second;
    if (nanoseconds < 0) {
        nanoseconds += second;
        time.seconds--;
    }
    time.nanoseconds = (uint32_t)nanoseconds;
    return time;
}

/* How much of a piece the block can take at its end; a mark made where its time is another. */
static uint32_t
make_room(struct work *w, struct block *b, const struct piece *piece)
{
    struct nc_time at_end = time_at(b, b->to);
    uint32_t room = room_in(b);
    int64_t nanoseconds;
    uint64_t mark;

    if (!room)
        return 0;
    if (at_end.seconds != piece->time.seconds || at_end.nanoseconds != piece->time.nanoseconds ||
        at_end.fine != piece->time.fine) {
        if (room <= MARK_SIZE || !since(b, piece->time, &nanoseconds))
            return 0;
        block_save(w, b);
        mark = (uint64_t)nanoseconds << 16 | b->to;
        b->marks++;
        memcpy(b->data + BLOCK_DATA - MARK_SIZE * (size_t)b->marks, &mark, sizeof mark);
        return room - MARK_SIZE;
    }
    block_save(w, b);
    return room;
}

/* Another block behind `before`, or as the first. */
static struct block *
add_block(struct work *w, struct half *h, struct block *before, const struct piece *piece)
{
    uint32_t i = h->blocks < w->s->side_blocks ? block_take(w) : 0;
    struct block *b = block_at(w->s, i);

    if (!i)
        return NULL;
    b->sequence = piece->sequence;
    b->time = piece->time;
    b->clock = w->clock;
    b->next = before ? before->next : h->first;
    if (before)
        UNDO_SET(w->undo, before->next, i);
    else
        h->first = i;
    if (!b->next)
        h->last = i;
    h->blocks++;
    return b;
}

static void
cut(struct piece *piece, uint32_t n)
{
    piece->sequence += n;
    piece->bytes += n;
    piece->size -= n;
}

/* The piece's first n bytes, which nobody has, behind that block; the block where they end, NULL
 * when there was no room for all. */
static struct block *
fill(struct work *w, struct half *h, struct block *before, struct piece *piece, uint32_t n)
{
    while (n) {
        uint32_t room = before && end_of(before) == piece->sequence ? make_room(w, before, piece) : 0;

        if (!room) {
            before = add_block(w, h, before, piece);
            if (!before)
                return NULL;
            room = BLOCK_DATA;
        }
        if (room > n)
            room = n;
        memcpy(before->data + before->to, piece->bytes, room);
        before->to = (uint16_t)(before->to + room);
        cut(piece, room);
        n -= room;
        piece->fresh = true;
    }
    return before;
}

static void
overlap(struct work *w, struct block *b, struct piece *piece, uint32_t n)
{
    uint8_t *to = b->data + (piece->sequence - b->sequence);

    if (w->s->limits.overlap == OVERLAP_LAST) {
        undo_save(w->undo, to, n);
        memcpy(to, piece->bytes, n);
    }
    cut(piece, n);
    piece->known = true;
}

/* How many bytes lie ready from h->next on. */
static void
measure(struct work *w, struct half *h)
{
    uint32_t end = h->next;

    for (uint32_t i = h->first; i; i = block_at(w->s, i)->next) {
        const struct block *b = block_at(w->s, i);

        if (start_of(b) != end)
            break;
        end = end_of(b);
    }
    h->ready = end - h->next;
}

bool
side_has_hole(struct work *w, const struct half *h)
{
    return h->first && end_of(block_at(w->s, h->last)) != h->next + h->ready;
}

/* Whether bytes from that sequence on fill no hole, as all that is kept stands before them. */
bool
side_is_before(struct work *w, const struct half *h, uint32_t sequence)
{
    return h->last && behind(sequence, end_of(block_at(w->s, h->last))) >= 0;
}

/* What is ready after bytes from that sequence on were added. */
static void
measure_from(struct work *w, struct half *h, uint32_t sequence, bool had_hole)
{
    if (behind(sequence, h->next + h->ready) > 0)
        return;
    if (had_hole)
        measure(w, h);
    else if (h->first)
        h->ready = end_of(block_at(w->s, h->last)) - h->next;
}

void
side_insert(struct work *w, struct half *h, struct piece *piece)
{
    bool had_hole = side_has_hole(w, h);
    uint32_t sequence = piece->sequence;
    struct block *before = NULL;
    uint32_t at = h->first;

    if (side_is_before(w, h, piece->sequence)) {
        before = block_at(w->s, h->last);
        at = 0;
    }
    while (piece->size) {
        struct block *b = block_at(w->s, at);
        uint32_t n = piece->size;

        if (at && behind(end_of(b), piece->sequence) <= 0) {
            before = b;
            at = b->next;
        } else if (at && behind(start_of(b), piece->sequence) <= 0) {
            n = end_of(b) - piece->sequence < n ? end_of(b) - piece->sequence : n;
            overlap(w, b, piece, n);
        } else {
            if (at && start_of(b) - piece->sequence < n)
                n = start_of(b) - piece->sequence;
            before = fill(w, h, before, piece, n);
            if (!before)
                break;
        }
    }
    measure_from(w, h, sequence, had_hole);
}

void
side_advance(struct half *h, uint32_t n)
{
    h->next += n;
    h->offset += n;
    if (h->pass && h->pass != STREAMS_ALL)
        h->pass -= h->pass < n ? h->pass : n;
}

void
side_take(struct work *w, struct half *h, uint32_t n)
{
    h->ready -= n;
    h->next += n;
    h->offset += n;
    while (n) {
        uint32_t i = h->first;
        struct block *b = block_at(w->s, i);
        uint32_t here = (uint32_t)b->to - b->from;

        if (n < here) {
            block_save(w, b);
            b->from = (uint16_t)(b->from + n);
            return;
        }
        h->first = b->next;
        if (!h->first)
            h->last = 0;
        h->blocks--;
        blocks_free(w, i, i);
        n -= here;
    }
}

void
side_copy(struct work *w, const struct half *h, uint8_t *to, uint32_t n)
{
    for (uint32_t i = h->first; i && n; i = block_at(w->s, i)->next) {
        const struct block *b = block_at(w->s, i);
        uint32_t here = (uint32_t)b->to - b->from;

        if (here > n)
            here = n;
        memcpy(to, b->data + b->from, here);
        to += here;
        n -= here;
    }
}

struct nc_time
side_time(struct work *w, const struct half *h)
{
    const struct block *b = block_at(w->s, h->first);

    return time_at(b, b->from);
}

/* Sequence of the first byte behind the hole, and when it came. */
uint32_t
side_hole_end(struct work *w, const struct half *h, uint64_t *noticed)
{
    const struct block *b = block_at(w->s, h->first);

    for (uint32_t left = h->ready; left; b = block_at(w->s, b->next))
        left -= (uint32_t)b->to - b->from;
    *noticed = b->clock;
    return start_of(b);
}

/* What is unread before a hole can never be continued: it is lost with it. */
void
side_skip_hole(struct work *w, struct half *h)
{
    uint64_t noticed;
    uint32_t to = side_hole_end(w, h, &noticed);
    uint32_t lost = to - h->next - h->ready;

    w->s->now.counts.gaps++;
    w->s->now.counts.gap_bytes += lost;
    h->gap += to - h->next;
    h->tried = 0;
    side_take(w, h, h->ready);
    side_advance(h, lost);
    measure(w, h);
}

/* Nothing of what is passed over need be there: a hole in it is none. */
void
side_pass(struct work *w, struct half *h)
{
    while (h->pass && h->first) {
        uint32_t n = start_of(block_at(w->s, h->first)) - h->next;

        if (h->ready)
            n = h->ready;
        if (h->pass < n)
            n = (uint32_t)h->pass;
        if (h->ready) {
            side_take(w, h, n);
            if (h->pass != STREAMS_ALL)
                h->pass -= n;
        } else
            side_advance(h, n);
        if (!h->ready)
            measure(w, h);
    }
    if (h->pass && (h->flags & HALF_FIN) && behind(h->fin, h->next) > 0)
        side_advance(h, h->pass < h->fin - h->next ? (uint32_t)h->pass : h->fin - h->next);
}

void
side_drop(struct work *w, struct half *h)
{
    if (h->first)
        blocks_free(w, h->first, h->last);
    h->first = h->last = h->blocks = h->ready = h->tried = 0;
}
