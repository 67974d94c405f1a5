/* SPDX-License-Identifier: Apache-2.0 */
/* A stage whose state was spoilt begins anew; what it has counted stays. */
#include "recover_helper.h"

#include "core_helper.h"
#include "harness.h"
#include "stages/stages_setup.h"

#include <signal.h>
#include <string.h>

enum { TIMES = 3 };

static struct stream_counts *
counts(void)
{
    return (struct stream_counts *)streams_counts(
        recovery.tasks->shared->stages[STAGE_STREAMS].state);
}

/* Streams of which five are known, and a worker at the first packet. */
static void
begin(void)
{
    static const struct stage_limits limits = {
        .dissect = { .context = true },
        .defrag = { .memory = 1 << 20, .datagrams = 8 },
        .streams = { .connections = 1, .memory = 1 << 16, .side = 1 << 12 },
    };

    CU_ASSERT_FATAL(stages_setup(the_shared(), &limits));
    at_stage(STAGE_STREAMS, 0);
    CU_ASSERT_FATAL(stages_setup(the_shared(), &limits));
    CU_ASSERT_EQUAL(the_shared()->n_stages, STAGE_STREAMS + 1);
    memset(counts(), 0, sizeof *counts());
    counts()->connections = 5;
    counts()->gap_bytes = 70;
}

/* No plugin was at work; between any two the stage has done so many packets. */
static void
dies_unexplained(int times, uint64_t apart)
{
    for (int i = 0; i < times; i++) {
        room_begin(room, task->done);
        room->plugin = UINT32_MAX;
        dies(SIGSEGV);
        is_replaced();
        recovery.tasks->passed[STAGE_STREAMS] += apart;
    }
}

static void
a_stage_that_fails_again_and_again_begins_anew(void)
{
    begin();
    dies_unexplained(TIMES - 1, 0);
    CU_ASSERT_EQUAL(counts()->connections, 5);
    dies_unexplained(1, 0);
    CU_ASSERT_EQUAL(counts()->connections, 0);
}

static void
failures_far_apart_are_not_added_up(void)
{
    begin();
    dies_unexplained(2 * TIMES, 5000);
    CU_ASSERT_EQUAL(counts()->connections, 5);
    CU_ASSERT_EQUAL(recovery.unexplained[STAGE_STREAMS].times, 1);
    dies_unexplained(TIMES, 0); /* the first of them is far from those before */
    CU_ASSERT_EQUAL(counts()->connections, 0);
}

static void
what_a_stage_has_done_is_known(void)
{
    uint64_t before;

    begin();
    before = recovery.tasks->passed[STAGE_STREAMS];
    room_commit(room, 0);
    room_begin(room, 1);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(recovery.tasks->passed[STAGE_STREAMS] - before, 2);
    is_replaced();
    orders_answer(recovery.tasks->shared, 1, recovery.tasks->seats[1].oldest,
                  &(struct answer){ .done = PACKETS });
    tasks_go_on(recovery.tasks);
    CU_ASSERT_EQUAL(recovery.tasks->passed[STAGE_STREAMS] - before, PACKETS);
}

static void
what_it_has_counted_stays_when_it_begins_anew(void)
{
    begin();
    dies_unexplained(TIMES, 0);
    CU_ASSERT_EQUAL(recovery.counted.streams.connections, 5);
    counts()->connections = 2;
    counts()->gap_bytes = 1;
    counted_look(&recovery.counted, recovery.tasks->shared);
    CU_ASSERT_EQUAL(recovery.counted.streams.connections, 7);
    CU_ASSERT_EQUAL(recovery.counted.streams.gap_bytes, 71);
}

/* A plugin may have written there as well. */
static void
counts_that_cannot_be_are_not_believed(void)
{
    begin();
    counted_look(&recovery.counted, recovery.tasks->shared);
    memset(counts(), 0xFE, sizeof *counts());
    counts()->gap_bytes = 3;
    dies_unexplained(TIMES, 0);
    CU_ASSERT_EQUAL(recovery.counted.streams.connections, 5);
    CU_ASSERT_EQUAL(recovery.counted.streams.gap_bytes, 70);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_stage_that_fails_again_and_again_begins_anew),
        SENTENCE(failures_far_apart_are_not_added_up),
        SENTENCE(what_a_stage_has_done_is_known),
        SENTENCE(what_it_has_counted_stays_when_it_begins_anew),
        SENTENCE(counts_that_cannot_be_are_not_believed),
        SENTENCES_END
    };
    int failed = sentences("recover_anew", own);

    remove_folder();
    return failed;
}
