/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/turns.h"

static bool
is_before(const struct flow_turn *a, const struct flow_turn *b)
{
    if (a->tick != b->tick)
        return a->tick < b->tick;
    if (a->number != b->number)
        return a->number < b->number;
    return a->levels != b->levels ? a->levels < b->levels : a->index < b->index;
}

void
turns_add(struct flow_turn *turns, uint32_t *n, struct undo *undo, struct flow_turn turn)
{
    uint32_t at = (*n)++;

    while (at && is_before(&turn, &turns[(at - 1) / 2])) {
        UNDO_SET(undo, turns[at], turns[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    UNDO_SET(undo, turns[at], turn);
}

void
turns_remove_first(struct flow_turn *turns, uint32_t *n, struct undo *undo)
{
    struct flow_turn last = turns[--*n];
    uint32_t at = 0, next;

    while ((next = 2 * at + 1) < *n) {
        if (next + 1 < *n && is_before(&turns[next + 1], &turns[next]))
            next++;
        if (!is_before(&turns[next], &last))
            break;
        UNDO_SET(undo, turns[at], turns[next]);
        at = next;
    }
    UNDO_SET(undo, turns[at], last);
}
