/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_cell.h"

#include <string.h>

_Static_assert(sizeof(struct cell) == CELL_SIZE, "cells are as large as is said");

enum { MARK_SIZE = 8 };

static struct undo_items
cells(struct streams *r)
{
    return (struct undo_items){ cell_at(r, 0), sizeof(struct cell), offsetof(struct cell, next) };
}

uint32_t
cell_take(struct stream_call *call)
{
    struct streams *r = call->streams;
    uint32_t i = undo_pool_take(&r->now.cells, call->undo, cells(r), r->most_cells);

    if (i)
        memset(cell_at(r, i), 0, offsetof(struct cell, data));
    return i;
}

void
cell_save(struct stream_call *call, struct cell *cell)
{
    undo_save(call->undo, cell, offsetof(struct cell, skip));
}

void
cells_free(struct stream_call *call, uint32_t first, uint32_t last)
{
    struct streams *r = call->streams;
    uint32_t n = 1;

    for (uint32_t i = first; i != last; i = cell_at(r, i)->next)
        n++;
    undo_pool_give(&r->now.cells, call->undo, cells(r), first, last, n);
}

static uint32_t
space_in(const struct cell *cell)
{
    return CELL_DATA - cell->to - MARK_SIZE * (uint32_t)cell->marks;
}

/* Marks are nanoseconds since the cell's time, over 16 bits for the byte they begin at. */
static uint64_t
mark_of(const struct cell *cell, uint32_t i)
{
    uint64_t mark;

    memcpy(&mark, cell->data + CELL_DATA - (size_t)MARK_SIZE * (i + 1), sizeof mark);
    return mark;
}

/* False when the difference is too large for a mark. */
static bool
since(const struct cell *cell, struct nc_time time, int64_t *nanoseconds)
{
    const int64_t second = 1000000000;
    int64_t seconds;

    if (__builtin_sub_overflow(time.seconds, cell->time.seconds, &seconds) || seconds > 100000 ||
        seconds < -100000 || time.fine != cell->time.fine)
        return false;
    *nanoseconds = seconds * second + time.nanoseconds - cell->time.nanoseconds;
    return true;
}

struct nc_time
cell_time(const struct cell *cell, uint32_t position)
{
    const int64_t second = 1000000000;
    struct nc_time time = cell->time;
    int64_t nanoseconds = 0;

    for (uint32_t i = 0; i < cell->marks && (mark_of(cell, i) & 0xffff) <= position; i++)
        nanoseconds = (int64_t)mark_of(cell, i) >> 16;
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

uint32_t
cell_next_begin(const struct cell *cell, uint32_t position)
{
    for (uint32_t i = 0; i < cell->marks; i++)
        if ((mark_of(cell, i) & 0xffff) > position)
            return (uint32_t)(mark_of(cell, i) & 0xffff);
    return 0;
}

void
cell_cut(struct stream_call *call, struct cell *cell, uint32_t number)
{
    cell_save(call, cell);
    cell->to = (uint16_t)(number - cell->sequence);
    while (cell->marks && (mark_of(cell, cell->marks - 1u) & 0xffff) >= cell->to)
        cell->marks--;
}

uint32_t
cell_space(struct stream_call *call, struct cell *cell, struct nc_time time, bool begins)
{
    struct nc_time at_end = cell_time(cell, cell->to);
    uint32_t space = space_in(cell);
    int64_t nanoseconds;
    uint64_t mark;

    if (!space)
        return 0;
    if (begins || at_end.seconds != time.seconds || at_end.nanoseconds != time.nanoseconds ||
        at_end.fine != time.fine) {
        if (space <= MARK_SIZE || !since(cell, time, &nanoseconds))
            return 0;
        cell_save(call, cell);
        mark = (uint64_t)nanoseconds << 16 | cell->to;
        cell->marks++;
        memcpy(cell->data + CELL_DATA - MARK_SIZE * (size_t)cell->marks, &mark, sizeof mark);
        return space - MARK_SIZE;
    }
    cell_save(call, cell);
    return space;
}
