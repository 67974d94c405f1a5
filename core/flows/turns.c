/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/turns.h"

enum { BELOW = 4 };

static bool
is_before(const struct record_turn *a, const struct record_turn *b)
{
    if (a->tick != b->tick)
        return a->tick < b->tick;
    if (a->number != b->number)
        return a->number < b->number;
    return a->levels != b->levels ? a->levels < b->levels : a->index < b->index;
}

void
turns_add(struct record_turn *turns, uint32_t *n, struct undo *undo, struct record_turn turn)
{
    uint32_t at = (*n)++;

    while (at && is_before(&turn, &turns[(at - 1) / BELOW])) {
        UNDO_SET(undo, turns[at], turns[(at - 1) / BELOW]);
        at = (at - 1) / BELOW;
    }
    UNDO_SET(undo, turns[at], turn);
}

/* Which of those below is next; n when there are none. */
static uint32_t
next_below(const struct record_turn *turns, uint32_t n, uint32_t at)
{
    uint32_t from = BELOW * at + 1, next = from;

    if (from >= n)
        return n;
    for (uint32_t i = from + 1; i < from + BELOW && i < n; i++)
        if (is_before(&turns[i], &turns[next]))
            next = i;
    return next;
}

void
turns_remove_first(struct record_turn *turns, uint32_t *n, struct undo *undo)
{
    struct record_turn last = turns[--*n];
    uint32_t at = 0, next;

    while ((next = next_below(turns, *n, at)) < *n && is_before(&turns[next], &last)) {
        UNDO_SET(undo, turns[at], turns[next]);
        at = next;
    }
    UNDO_SET(undo, turns[at], last);
}
