/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"
#include "flows/parts.h"

#include <stdlib.h>
#include <string.h>

enum { IDS = 40, STEPS = 20000 };

static struct parts *parts;
static struct undo *undo;

static void
afresh(void)
{
    free(parts);
    free(undo);
    parts = calloc(1, sizeof *parts);
    undo = calloc(1, sizeof *undo);
    if (!parts || !undo)
        exit(99);
}

/* An id of set 5. */
static uint64_t
hash(uint32_t tag)
{
    return (uint64_t)tag << 32 | 5;
}

static uint32_t
run_of(uint64_t id)
{
    uint32_t part = parts_next(parts, id);

    parts_record(parts, undo, id, part);
    undo_forget(undo);
    return part;
}

static void
a_set_fills_a_line_of_the_cache(void)
{
    CU_ASSERT_EQUAL(sizeof(struct parts_set), 64);
}

static void
parts_of_an_id_count_from_one(void)
{
    afresh();
    CU_ASSERT_EQUAL(run_of(hash(1)), 1);
    CU_ASSERT_EQUAL(run_of(hash(1)), 2);
    CU_ASSERT_EQUAL(run_of(hash(2)), 1);
    CU_ASSERT_EQUAL(run_of(hash(1)), 3);
}

static void
a_set_remembers_seven_ids(void)
{
    afresh();
    for (uint32_t tag = 0; tag < PARTS_SLOTS; tag++)
        CU_ASSERT_EQUAL(run_of(hash(tag)), 1);
    for (uint32_t tag = 0; tag < PARTS_SLOTS; tag++)
        CU_ASSERT_EQUAL(run_of(hash(tag)), 2);
}

static void
an_id_that_was_forgotten_goes_on_above(void)
{
    afresh();
    for (int i = 1; i <= 5; i++)
        CU_ASSERT_EQUAL(run_of(hash(0)), (uint32_t)i);
    for (uint32_t tag = 1; tag <= 7; tag++)
        for (int i = 0; i < 6; i++)
            run_of(hash(tag));
    CU_ASSERT(run_of(hash(0)) > 5);
}

/* Ids in pairs share a tag, and each pair has flows of both that run at the same time. */
static void
no_part_of_an_id_comes_twice(void)
{
    uint32_t last[IDS] = { 0 }, open[IDS] = { 0 }, random = 1, falls = 0;

    afresh();
    for (int i = 0; i < STEPS; i++) {
        uint32_t id;

        random = random * 1664525 + 1013904223;
        id = (random >> 16) % IDS;
        if (open[id]) {
            parts_record(parts, undo, hash(id / 2), open[id]);
            undo_forget(undo);
            open[id] = 0;
            continue;
        }
        open[id] = parts_next(parts, hash(id / 2));
        falls += open[id] <= last[id];
        last[id] = open[id];
    }
    CU_ASSERT_EQUAL(falls, 0);
}

static void
behind_the_last_part_there_is_no_other(void)
{
    afresh();
    parts_record(parts, undo, hash(1), UINT32_MAX - 1);
    CU_ASSERT_EQUAL(run_of(hash(1)), UINT32_MAX);
    CU_ASSERT_EQUAL(run_of(hash(1)), UINT32_MAX);
}

static void
what_was_recorded_can_be_rolled_back(void)
{
    struct parts_set before;

    afresh();
    for (uint32_t tag = 0; tag < 9; tag++)
        run_of(hash(tag));
    before = parts->lines[0];
    parts_record(parts, undo, hash(20), 7);
    CU_ASSERT_NOT_EQUAL(memcmp(&before, &parts->lines[0], sizeof before), 0);
    undo_rollback(undo);
    CU_ASSERT_EQUAL(memcmp(&before, &parts->lines[0], sizeof before), 0);
}

static void
a_second_id_can_be_rolled_back(void)
{
    afresh();
    run_of(hash(1));
    parts_record(parts, undo, hash(2), 1);
    parts_record(parts, undo, hash(1), 9);
    undo_rollback(undo);
    CU_ASSERT_EQUAL(parts->used, 0);
    CU_ASSERT_EQUAL(parts_next(parts, hash(1)), 2);
    CU_ASSERT_EQUAL(run_of(hash(2)), 1);
    CU_ASSERT_EQUAL(run_of(hash(2)), 2);
}

/* Memory is taken by the page: a line each would be one for nearly every id. */
static void
a_set_of_one_id_takes_no_line(void)
{
    afresh();
    for (uint32_t set = 0; set < 1000; set++)
        run_of((uint64_t)set << 32 | set);
    CU_ASSERT_EQUAL(parts->used, 0);
    run_of(UINT64_C(7) << 32);
    CU_ASSERT_EQUAL(parts->used, 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_set_fills_a_line_of_the_cache),
        SENTENCE(parts_of_an_id_count_from_one),
        SENTENCE(a_set_remembers_seven_ids),
        SENTENCE(an_id_that_was_forgotten_goes_on_above),
        SENTENCE(no_part_of_an_id_comes_twice),
        SENTENCE(behind_the_last_part_there_is_no_other),
        SENTENCE(what_was_recorded_can_be_rolled_back),
        SENTENCE(a_second_id_can_be_rolled_back),
        SENTENCE(a_set_of_one_id_takes_no_line),
        SENTENCES_END
    };
    int status = sentences("parts", own);

    free(parts);
    free(undo);
    return status;
}
