/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "random_message.h"
#include "shared/undo_list.h"

#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 20 };

/* A list among other things, as it stands in the state of a stage. */
struct entry {
    uint64_t other;
    struct undo_links links;
    uint32_t more;
};

static struct undo *undo;
static struct {
    struct undo_list list;
    struct entry entries[ENTRIES + 1];
} state, before;

static struct undo_items
items(void)
{
    return (struct undo_items){ state.entries, sizeof(struct entry),
                                offsetof(struct entry, links) };
}

static void
begin(void)
{
    memset(&state, 0, sizeof state);
    undo_forget(undo);
}

static void
append(uint32_t index)
{
    undo_save(undo, &state.list, sizeof state.list);
    undo_save(undo, &state.entries[index].links, sizeof state.entries[index].links);
    undo_list_append(&state.list, undo, items(), index);
}

static void
leave(uint32_t index)
{
    undo_save(undo, &state.list, sizeof state.list);
    undo_list_remove(&state.list, undo, items(), index);
}

/* "3 1 2", read in both directions. */
static const char *
order(void)
{
    static char text[200];
    size_t n = 0;
    uint32_t last = 0;

    text[0] = '\0';
    for (uint32_t i = state.list.first; i; i = state.entries[i].links.after) {
        CU_ASSERT_EQUAL(state.entries[i].links.before, last);
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%u", n ? " " : "", i);
        last = i;
    }
    CU_ASSERT_EQUAL(state.list.last, last);
    return text;
}

static void
who_comes_stands_last(void)
{
    begin();
    CU_ASSERT_STRING_EQUAL(order(), "");
    append(3);
    append(1);
    append(2);
    CU_ASSERT_STRING_EQUAL(order(), "3 1 2");
}

static void
who_goes_leaves_the_others_in_their_order(void)
{
    begin();
    for (uint32_t i = 1; i <= 5; i++)
        append(i);
    leave(3);
    CU_ASSERT_STRING_EQUAL(order(), "1 2 4 5");
    leave(1);
    CU_ASSERT_STRING_EQUAL(order(), "2 4 5");
    leave(5);
    CU_ASSERT_STRING_EQUAL(order(), "2 4");
    append(1);
    CU_ASSERT_STRING_EQUAL(order(), "2 4 1");
    leave(4);
    leave(1);
    leave(2);
    CU_ASSERT_STRING_EQUAL(order(), "");
}

static void
nothing_else_of_an_entry_changes(void)
{
    begin();
    for (uint32_t i = 1; i <= 3; i++)
        state.entries[i].other = state.entries[i].more = 7;
    for (uint32_t i = 1; i <= 3; i++)
        append(i);
    leave(2);
    for (uint32_t i = 1; i <= 3; i++)
        CU_ASSERT(state.entries[i].other == 7 && state.entries[i].more == 7);
}

static void
a_rollback_restores_every_neighbour(void)
{
    static struct random_source source;
    bool there[ENTRIES + 1] = { false }, then[ENTRIES + 1];

    random_source_reset(&source, 1);
    begin();
    for (int round = 0; round < 2000; round++) {
        memcpy(&before, &state, sizeof state);
        memcpy(then, there, sizeof there);
        for (uint64_t n = random_number(&source, 6); n; n--) {
            uint32_t i = 1 + (uint32_t)random_number(&source, ENTRIES);

            there[i] ? leave(i) : append(i);
            there[i] = !there[i];
        }
        order();
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
        SENTENCE(who_comes_stands_last),
        SENTENCE(who_goes_leaves_the_others_in_their_order),
        SENTENCE(nothing_else_of_an_entry_changes),
        SENTENCE(a_rollback_restores_every_neighbour),
        SENTENCES_END
    };
    int failed;

    undo = calloc(1, sizeof *undo);
    if (!undo)
        return 99;
    failed = sentences("undo_list", own);
    free(undo);
    return failed;
}
