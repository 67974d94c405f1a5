/* SPDX-License-Identifier: Apache-2.0 */
#include "run/held.h"

#include "base/say.h"

#include <stdio.h>

const char *
held_name(const struct shared *s, const Catalog__Catalog *catalog, uint32_t stage, char *buffer)
{
    if (stage == STAGE_DEFRAG)
        return "fragments";
    if (stage == STAGE_STREAMS)
        return "streams";
    snprintf(buffer, HELD_TEXT, "flows of %s", catalog->plugin[s->stages[stage].plugin]->name);
    return buffer;
}

void
held_lose(struct held *held, const struct shared *s, const Catalog__Catalog *catalog,
          uint32_t stage, const char *why)
{
    char name[HELD_TEXT];

    if (held->lost[stage])
        return;
    held->lost[stage] = why;
    say_error("%s that were still under way at the end are lost: %s",
              held_name(s, catalog, stage, name), why);
}

bool
held_goes_on(struct held *held, const struct tasks *t, const Catalog__Catalog *catalog,
             const struct batch *b)
{
    bool ends = ++held->parts > HELD_PARTS_MAX, more = false;

    for (uint32_t stage = STAGE_DEFRAG; stage < t->shared->n_stages; stage++) {
        if (!tasks_room(t, b, stage)->more)
            continue;
        more = true;
        if (ends)
            held_lose(held, t->shared, catalog, stage, "giving them out came to no end");
    }
    return more && !ends;
}

bool
held_lost_any(const struct held *held)
{
    for (uint32_t stage = 0; stage < STAGES_MAX; stage++)
        if (held->lost[stage])
            return true;
    return false;
}
