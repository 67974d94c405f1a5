/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "random_message.h"
#include "shared/undo_chain.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 40, BUCKETS = 4 };

struct entry {
    uint64_t name;
    uint32_t next;
};

static struct undo *undo;
static struct {
    uint32_t buckets[BUCKETS];
    struct entry entries[ENTRIES + 1];
} state, before;

static struct undo_items
items(void)
{
    return (struct undo_items){ state.entries, sizeof(struct entry), offsetof(struct entry, next) };
}

static void
begin(void)
{
    memset(&state, 0, sizeof state);
    for (uint32_t i = 1; i <= ENTRIES; i++)
        state.entries[i].name = 100 + i;
    undo_forget(undo);
}

static uint32_t *
bucket_of(uint32_t index)
{
    return &state.buckets[index % BUCKETS];
}

static bool
is_named(const void *entry, const void *name)
{
    return ((const struct entry *)entry)->name == *(const uint64_t *)name;
}

static void
add(uint32_t index)
{
    undo_save(undo, &state.entries[index].next, sizeof state.entries[index].next);
    undo_chain_add(bucket_of(index), undo, items(), index);
}

static void
leave(uint32_t index)
{
    undo_chain_remove(bucket_of(index), undo, items(), index);
}

static bool
is_found(uint32_t index)
{
    uint64_t name = 100 + index;
    uint32_t found = undo_chain_find(bucket_of(index), items(), is_named, &name);

    CU_ASSERT(!found || found == index);
    return found != 0;
}

static void
buckets_are_a_power_of_two_and_enough(void)
{
    CU_ASSERT_EQUAL(undo_chain_buckets(1), 16);
    CU_ASSERT_EQUAL(undo_chain_buckets(16), 16);
    CU_ASSERT_EQUAL(undo_chain_buckets(17), 32);
    CU_ASSERT_EQUAL(undo_chain_buckets(4000000), 1 << 22);
}

static void
who_was_added_is_found(void)
{
    begin();
    CU_ASSERT_FALSE(is_found(1));
    add(1);
    add(5); /* in the same bucket */
    add(9);
    CU_ASSERT(is_found(1) && is_found(5) && is_found(9));
    CU_ASSERT(!is_found(2) && !is_found(13));
}

static void
who_left_is_not_found_and_hides_nobody(void)
{
    begin();
    for (uint32_t i = 1; i <= 13; i += 4)
        add(i);
    leave(5);
    CU_ASSERT(is_found(1) && !is_found(5) && is_found(9) && is_found(13));
    leave(13);
    CU_ASSERT(is_found(1) && is_found(9) && !is_found(13));
    leave(1);
    CU_ASSERT(!is_found(1) && is_found(9));
}

static void
a_rollback_restores_every_chain(void)
{
    static struct random_source source;
    bool there[ENTRIES + 1] = { false }, then[ENTRIES + 1];

    random_source_reset(&source, 1);
    begin();
    for (int round = 0; round < 2000; round++) {
        memcpy(then, there, sizeof there);
        for (uint32_t i = 1; i <= ENTRIES; i++) /* what one that left holds matters to nobody */
            state.entries[i].next = there[i] ? state.entries[i].next : 0;
        memcpy(&before, &state, sizeof state);
        for (uint64_t n = random_number(&source, 6); n; n--) {
            uint32_t i = 1 + (uint32_t)random_number(&source, ENTRIES);

            there[i] ? leave(i) : add(i);
            there[i] = !there[i];
        }
        for (uint32_t i = 1; i <= ENTRIES; i++)
            CU_ASSERT_EQUAL(is_found(i), there[i]);
        if (round % 2) {
            undo_forget(undo);
            continue;
        }
        undo_rollback(undo);
        memcpy(there, then, sizeof there);
        CU_ASSERT_EQUAL_FATAL(memcmp(&before, &state, sizeof state), 0);
    }
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(buckets_are_a_power_of_two_and_enough),
        SENTENCE(who_was_added_is_found),
        SENTENCE(who_left_is_not_found_and_hides_nobody),
        SENTENCE(a_rollback_restores_every_chain),
        SENTENCES_END
    };
    int failed;

    undo = calloc(1, sizeof *undo);
    if (!undo)
        return 99;
    failed = sentences("undo_chain", own);
    free(undo);
    return failed;
}
