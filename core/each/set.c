/* SPDX-License-Identifier: Apache-2.0 */
#include "each/set.h"

/* Where so many in a row could not be written the others would not fare better. */
enum { FAILURES_MOST = 3 };

bool
set_stops(const struct set *set)
{
    return atomic_load(&set->board->stops) || atomic_load(&set->board->failed) >= FAILURES_MOST;
}

bool
set_take(const struct set *set, uint32_t lane, size_t *i)
{
    if (set_stops(set))
        return false;
    *i = atomic_fetch_add(&set->board->next, 1);
    if (*i >= set->n)
        return false;
    atomic_store(&set->board->at[lane], (uint32_t)*i + 1);
    atomic_store(&set->board->members[*i].state, MEMBER_RUNS);
    return true;
}

void
set_tell(const struct set *set, uint32_t lane, size_t i, enum member_outcome outcome)
{
    struct member *m = &set->board->members[i];

    if (outcome == MEMBER_FAILED)
        atomic_fetch_add(&set->board->failed, 1);
    else if (outcome == MEMBER_DONE || outcome == MEMBER_PARTIAL)
        atomic_store(&set->board->failed, 0);
    atomic_store(&m->outcome, outcome);
    atomic_store(&m->state, MEMBER_ENDED);
    atomic_store(&set->board->at[lane], 0);
}
