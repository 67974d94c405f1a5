/* SPDX-License-Identifier: Apache-2.0 */
#include "run/held.h"

#include "core_helper.h"
#include "harness.h"

static struct held held;
static struct tasks *tasks;

/* A stage says that there is more. */
static struct batch *
begin(uint32_t stage)
{
    struct batch *b = fresh_batch(0);

    tasks = fresh_tasks();
    tasks->shared->n_stages = STAGE_FLOWS + 1;
    tasks->shared->stages[STAGE_FLOWS].plugin = 1;
    for (uint32_t i = 0; i < STAGES_MAX; i++)
        tasks_room(tasks, b, i)->more = i == stage;
    held = (struct held){ .parts = 0 };
    return b;
}

static void
it_goes_on_while_there_is_more(void)
{
    struct batch *b = begin(STAGE_FLOWS);

    CU_ASSERT(held_goes_on(&held, tasks, abc_catalog(), b));
    tasks_room(tasks, b, STAGE_FLOWS)->more = false;
    CU_ASSERT_FALSE(held_goes_on(&held, tasks, abc_catalog(), b));
    CU_ASSERT_FALSE(held_lost_any(&held));
}

static void
it_does_not_go_on_for_ever_and_what_is_lost_is_said_once(void)
{
    struct batch *b = begin(STAGE_FLOWS);
    int parts = 1;

    hear();
    while (held_goes_on(&held, tasks, abc_catalog(), b) && parts <= HELD_PARTS_MAX)
        parts++;
    CU_ASSERT_EQUAL(parts, HELD_PARTS_MAX + 1);
    CU_ASSERT(held_lost_any(&held) && held.lost[STAGE_FLOWS]);
    CU_ASSERT_PTR_NULL(held.lost[STAGE_STREAMS]);
    CU_ASSERT_FALSE(held_goes_on(&held, tasks, abc_catalog(), b));
    CU_ASSERT_STRING_EQUAL(heard(), "netcapd: flows of B that were still under way at the end are "
                                    "lost: giving them out came to no end\n");
}

static void
as_many_parts_as_are_allowed_lose_nothing(void)
{
    struct batch *b = begin(STAGE_STREAMS);

    held.parts = HELD_PARTS_MAX - 1;
    CU_ASSERT(held_goes_on(&held, tasks, abc_catalog(), b));
    tasks_room(tasks, b, STAGE_STREAMS)->more = false;
    CU_ASSERT_FALSE(held_goes_on(&held, tasks, abc_catalog(), b));
    CU_ASSERT_FALSE(held_lost_any(&held));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(it_goes_on_while_there_is_more),
        SENTENCE(it_does_not_go_on_for_ever_and_what_is_lost_is_said_once),
        SENTENCE(as_many_parts_as_are_allowed_lose_nothing),
        SENTENCES_END
    };

    return sentences("held", own);
}
