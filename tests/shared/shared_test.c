/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/shared.h"

#include "harness.h"

#include <string.h>

enum { PAGES = 2048, PAGE = 4096 };

static const uint32_t stages[] = { STAGE_DEFRAG, STAGE_STREAMS };

/* So many pages, the first its journal's, and behind them one of nobody. */
static void
give(struct shared *s, uint32_t i)
{
    uint8_t *begin = s->state + i * (uint64_t)(PAGES + 1) * PAGE;
    struct stage *stage = &s->stages[stages[i]];

    stage->undo = (struct undo *)(void *)begin;
    stage->state = begin + PAGE;
    stage->size = (uint64_t)(PAGES - 1) * PAGE;
}

/* Memory of which so many pages of each stage were written, each apart from the last. */
static struct shared *
used(bool keeps, uint64_t touched)
{
    struct shared *s = shared_create(2, (struct block_sizes){ .small = 1 });

    CU_ASSERT_FATAL(s != NULL);
    if (keeps)
        shared_keep_state(s);
    for (uint32_t stage = 0; stage < 2; stage++) {
        give(s, stage);
        CU_ASSERT_FATAL(shared_open_stage(&s->stages[stages[stage]]));
        for (uint64_t i = 0; i < touched; i++)
            ((uint8_t *)s->stages[stages[stage]].undo)[i * 3 % PAGES * PAGE] = 1;
    }
    s->n_stages = 3;
    s->off[7] = 1;
    return s;
}

static bool
is_as_new(const struct shared *s)
{
    uint8_t any = 0;

    for (uint32_t stage = 0; stage < 2; stage++)
        for (uint64_t i = 0; i < (uint64_t)PAGES * PAGE; i++)
            any |= ((const uint8_t *)s->stages[stages[stage]].undo)[i];
    return !any && s->n_stages == 1 && !s->off[7];
}

static void
begins_anew(bool keeps, uint64_t touched)
{
    struct shared *s = used(keeps, touched);

    CU_ASSERT(!is_as_new(s));
    CU_ASSERT(shared_begin_anew(s));
    CU_ASSERT(is_as_new(s));
    shared_dismiss(s);
}

static void
what_a_run_left_is_gone_for_the_next(void)
{
    begins_anew(false, 20);
}

static void
so_it_is_where_pages_are_kept(void)
{
    begins_anew(true, 20);
}

static void
and_where_there_are_too_many_to_be_kept(void)
{
    begins_anew(true, PAGES);
}

static void
memory_that_was_not_used_begins_anew(void)
{
    struct shared *s = shared_create(2, (struct block_sizes){ .small = 1 });

    CU_ASSERT_FATAL(s != NULL);
    shared_keep_state(s);
    CU_ASSERT(shared_begin_anew(s));
    shared_dismiss(s);
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(what_a_run_left_is_gone_for_the_next),
                                           SENTENCE(so_it_is_where_pages_are_kept),
                                           SENTENCE(and_where_there_are_too_many_to_be_kept),
                                           SENTENCE(memory_that_was_not_used_begins_anew),
                                           SENTENCES_END };

    return sentences("shared memory", own);
}
