/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "random_message.h"
#include "shared/undo_pool.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 12, CONTENT = 20 };

struct entry {
    uint32_t content[CONTENT];
    uint32_t next;
};

static struct undo *undo;
static struct {
    struct undo_pool pool;
    struct entry entries[MOST + 1];
} state;

static struct undo_items
items(void)
{
    return (struct undo_items){ state.entries, sizeof(struct entry), offsetof(struct entry, next) };
}

/* As a stage does with the first change of each packet. */
static void
next_packet(void)
{
    bool begins;

    undo_forget(undo);
    begins = undo_is_empty(undo);
    undo_save(undo, &state.pool, sizeof state.pool);
    if (begins)
        undo_pool_begin(&state.pool);
}

static void
begin(void)
{
    memset(&state, 0, sizeof state);
    next_packet();
}

/* An entry with that content, none of which is saved. */
static uint32_t
take(uint32_t content)
{
    uint32_t i = undo_pool_take(&state.pool, undo, items(), MOST);

    if (i) {
        for (int at = 0; at < CONTENT; at++)
            state.entries[i].content[at] = content;
        state.entries[i].next = 0;
    }
    return i;
}

static void
give(uint32_t index)
{
    undo_pool_give(&state.pool, undo, items(), index, index, 1);
}

static void
entries_are_handed_out_from_the_first_on(void)
{
    begin();
    for (uint32_t i = 1; i <= MOST; i++)
        CU_ASSERT_EQUAL(take(i), i);
    CU_ASSERT_EQUAL(take(0), 0);
    CU_ASSERT_EQUAL(state.pool.used, MOST);
}

static void
memory_that_is_not_needed_is_not_touched(void)
{
    begin();
    for (int i = 0; i < 100; i++) {
        next_packet();
        give(take(1));
    }
    CU_ASSERT(state.pool.highest == 1 && state.entries[2].content[0] == 0);
}

static void
what_was_given_back_last_is_taken_first(void)
{
    begin();
    for (uint32_t i = 1; i <= 3; i++)
        take(i);
    next_packet();
    give(1);
    next_packet();
    give(3);
    CU_ASSERT(take(4) == 3 && take(4) == 1 && take(4) == 4);
}

static void
what_this_packet_gave_back_is_saved_as_a_whole(void)
{
    begin();
    for (uint32_t i = 1; i <= MOST; i++)
        take(i);
    next_packet();
    give(7);
    CU_ASSERT_EQUAL(take(99), 7);
    CU_ASSERT_EQUAL(take(99), 0);
    undo_rollback(undo);
    CU_ASSERT(state.entries[7].content[0] == 7 && state.entries[7].content[CONTENT - 1] == 7);
}

static void
of_what_packets_before_gave_back_the_link_is_saved(void)
{
    uint32_t used;

    begin();
    give(take(1));
    next_packet();
    used = atomic_load(&undo->used);
    take(2);
    CU_ASSERT(atomic_load(&undo->used) - used < sizeof(struct entry));
}

static void
a_chain_is_given_back_at_once(void)
{
    begin();
    for (uint32_t i = 1; i <= 5; i++)
        take(i);
    state.entries[2].next = 4;
    state.entries[4].next = 1;
    state.entries[1].next = 5; /* goes on, but is not given back */
    undo_pool_give(&state.pool, undo, items(), 2, 1, 3);
    CU_ASSERT_EQUAL(state.pool.used, 2);
    next_packet();
    CU_ASSERT(take(0) == 2 && take(0) == 4 && take(0) == 1 && take(0) == 6);
}

/* What is taken keeps its content through rollbacks, and no entry is handed out twice. */
static void
a_rollback_restores_all_that_is_in_use(void)
{
    static struct random_source source;
    uint32_t content[MOST + 1] = { 0 }, then[MOST + 1];

    random_source_reset(&source, 1);
    begin();
    for (uint32_t round = 1; round < 5000; round++) {
        next_packet();
        memcpy(then, content, sizeof content);
        for (uint64_t n = random_number(&source, 10); n; n--) {
            uint32_t i = 1 + (uint32_t)random_number(&source, MOST);

            if (content[i]) {
                give(i);
                content[i] = 0;
            } else if ((i = take(round))) {
                CU_ASSERT_EQUAL(content[i], 0);
                content[i] = round;
            }
        }
        if (random_number(&source, 2)) {
            undo_rollback(undo);
            memcpy(content, then, sizeof content);
        }
        for (uint32_t i = 1; i <= MOST; i++)
            CU_ASSERT(!content[i] || (state.entries[i].content[0] == content[i] &&
                                      state.entries[i].content[CONTENT - 1] == content[i]));
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(entries_are_handed_out_from_the_first_on),
        SENTENCE(memory_that_is_not_needed_is_not_touched),
        SENTENCE(what_was_given_back_last_is_taken_first),
        SENTENCE(what_this_packet_gave_back_is_saved_as_a_whole),
        SENTENCE(of_what_packets_before_gave_back_the_link_is_saved),
        SENTENCE(a_chain_is_given_back_at_once),
        SENTENCE(a_rollback_restores_all_that_is_in_use),
        SENTENCES_END
    };
    int failed;

    undo = calloc(1, sizeof *undo);
    if (!undo)
        return 99;
    failed = sentences("undo_pool", own);
    free(undo);
    return failed;
}
