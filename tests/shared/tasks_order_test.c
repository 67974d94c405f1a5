/* SPDX-License-Identifier: Apache-2.0 */
/* Batches on their way through the stages that keep state: who may go on with which, and when. */
#include "harness.h"
#include "tasks_helper.h"

#include "shared/tasks_order.h"

/* The stages whose state flows go by are through with batch 0 up to that packet. */
static void
judged(uint32_t done)
{
    for (uint32_t stage = STAGE_DEFRAG; stage <= STAGE_STREAMS; stage++) {
        CU_ASSERT_EQUAL(claim(), 100 * stage);
        finish(0, stage, done);
    }
}

static void
a_stage_takes_the_batches_in_their_order(void)
{
    nothing_ready();
    dissected(1, 1);
    CU_ASSERT_EQUAL(claim(), -1);
    dissected(0, 0);
    CU_ASSERT_EQUAL(claim(), 100);
    CU_ASSERT_EQUAL(claim(), -1);
    finish(0, STAGE_DEFRAG, PACKETS);
    CU_ASSERT_EQUAL(t->next[STAGE_DEFRAG], 1);
    CU_ASSERT_EQUAL(claim(), 100 * STAGE_STREAMS);
    CU_ASSERT_EQUAL(claim(), 101);
    finish(0, STAGE_STREAMS, PACKETS);
    for (uint32_t stage = s->n_stages; stage-- > STAGE_FLOWS;)
        CU_ASSERT_EQUAL(claim(), 100 * stage);
}

static void
a_stage_is_with_one_worker_at_a_time(void)
{
    nothing_ready();
    dissected(0, 0);
    dissected(1, 1);
    CU_ASSERT_EQUAL(claim(), 100);
    CU_ASSERT_EQUAL(claim(), -1);
    CU_ASSERT_EQUAL(room_of(0, STAGE_DEFRAG)->state, TASK_TAKEN);
}

static void
no_stage_begins_before_dissection(void)
{
    nothing_ready();
    dissected(0, 0);
    room_of(0, STAGE_DISSECT)->state = TASK_READY;
    room_of(0, STAGE_DISSECT)->done = 0;
    CU_ASSERT_EQUAL(claim(), 0);
    CU_ASSERT_EQUAL(claim(), -1);
}

static void
streams_wait_for_defragmentation_and_flows_for_streams_and_not_for_each_other(void)
{
    nothing_ready();
    dissected(0, 0);
    claim();
    CU_ASSERT_EQUAL(claim(), -1);
    finish(0, STAGE_DEFRAG, PACKETS);
    CU_ASSERT_EQUAL(claim(), 100 * STAGE_STREAMS);
    CU_ASSERT_EQUAL(claim(), -1);
    finish(0, STAGE_STREAMS, PACKETS);
    CU_ASSERT_EQUAL(claim(), 100 * (STAGE_FLOWS + 1));
    CU_ASSERT_EQUAL(claim(), 100 * STAGE_FLOWS);
    CU_ASSERT_EQUAL(claim(), -1);
}

/* What comes last sets batches free. */
static void
blocks_come_first_then_the_furthest_stage(void)
{
    nothing_ready();
    dissected(0, 0);
    judged(PACKETS);
    dissected(1, 1);
    ready(2, 2);
    atomic_store(&t->blocks[9].state, TASK_READY);
    CU_ASSERT_EQUAL(claim(), 1009);
    for (uint32_t stage = STAGE_FLOWS + 2; stage-- > STAGE_FLOWS;)
        CU_ASSERT_EQUAL(claim(), 100 * stage);
    CU_ASSERT_EQUAL(claim(), 101);
    CU_ASSERT_EQUAL(claim(), 2);
}

/* The state of a batch whose dissection filled its room at packet 5, and who may claim what. */
static void
half_dissected(void)
{
    nothing_ready();
    dissected(0, 0);
    room_of(0, STAGE_DISSECT)->full = true;
    room_of(0, STAGE_DISSECT)->done = 5;
}

static void
what_is_done_of_a_full_room_is_handed_on(void)
{
    half_dissected();
    CU_ASSERT_EQUAL(claim(), 100);
    finish(0, STAGE_DEFRAG, 5);
    CU_ASSERT_EQUAL(room_of(0, STAGE_DEFRAG)->state, TASK_READY);
    CU_ASSERT_EQUAL(claim(), 100 * STAGE_STREAMS);
    finish(0, STAGE_STREAMS, 5);
    CU_ASSERT_EQUAL(claim(), 100 * (STAGE_FLOWS + 1));
    finish(0, STAGE_FLOWS + 1, 5);
    CU_ASSERT_EQUAL(claim(), 100 * STAGE_FLOWS);
}

static void
a_stage_that_has_done_all_there_is_waits_for_more(void)
{
    half_dissected();
    judged(5);
    for (uint32_t stage = s->n_stages; stage-- > STAGE_FLOWS;) {
        claim();
        finish(0, stage, 5);
    }
    CU_ASSERT_EQUAL(claim(), -1);
    CU_ASSERT_EQUAL(t->next[STAGE_DEFRAG], 0);
    room_of(0, STAGE_DISSECT)->full = false;
    room_of(0, STAGE_DISSECT)->done = PACKETS;
    CU_ASSERT_EQUAL(claim(), 100);
}

/* What it hands on may change as long as it is at work. */
static void
a_stage_does_not_follow_one_that_is_at_work(void)
{
    half_dissected();
    claim();
    CU_ASSERT_EQUAL(claim(), -1);
}

/* Its worker died: it stands at 3, and goes on before others follow. */
static void
a_stage_does_not_follow_one_that_can_go_on(void)
{
    half_dissected();
    room_of(0, STAGE_DEFRAG)->done = 3;
    CU_ASSERT_EQUAL(claim(), 100);
    CU_ASSERT_EQUAL(claim(), -1);
}

static void
a_full_room_of_a_stage_holds_it_at_its_batch(void)
{
    nothing_ready();
    dissected(0, 0);
    dissected(1, 1);
    claim();
    fill(0, STAGE_DEFRAG, 5);
    CU_ASSERT_EQUAL(room_of(0, STAGE_DEFRAG)->state, TASK_DONE);
    CU_ASSERT_EQUAL(t->next[STAGE_DEFRAG], 0);
    CU_ASSERT_EQUAL(claim(), 100 * STAGE_STREAMS);
}

static void
a_batch_rests_when_no_stage_can_go_on(void)
{
    half_dissected();
    CU_ASSERT_FALSE(tasks_rest(t, &s->batches[0]));
    claim();
    CU_ASSERT_FALSE(tasks_rest(t, &s->batches[0]));
    finish(0, STAGE_DEFRAG, 5);
    CU_ASSERT_FALSE(tasks_rest(t, &s->batches[0]));
    claim();
    finish(0, STAGE_STREAMS, 5);
    for (uint32_t stage = s->n_stages; stage-- > STAGE_FLOWS;) {
        CU_ASSERT_FALSE(tasks_rest(t, &s->batches[0]));
        claim();
        finish(0, stage, 5);
    }
    CU_ASSERT(tasks_rest(t, &s->batches[0]));
}

static void
a_batch_that_is_through_rests(void)
{
    nothing_ready();
    dissected(0, 0);
    judged(PACKETS);
    for (uint32_t stage = s->n_stages; stage-- > STAGE_FLOWS;) {
        CU_ASSERT_FALSE(tasks_rest(t, &s->batches[0]));
        claim();
        finish(0, stage, PACKETS);
        CU_ASSERT_EQUAL(t->next[stage], 1);
    }
    CU_ASSERT(tasks_rest(t, &s->batches[0]));
}

static void
a_batch_that_waits_for_dissection_does_not_rest(void)
{
    nothing_ready();
    ready(0, 0);
    CU_ASSERT_FALSE(tasks_rest(t, &s->batches[0]));
}

static void
a_waiting_supervisor_is_not_told_of_a_batch_that_goes_on(void)
{
    nothing_ready();
    t->supervisor_waits = true;
    dissected(0, 0);
    CU_ASSERT_FALSE(event_is_raised());
    judged(PACKETS);
    CU_ASSERT_FALSE(event_is_raised());
    for (uint32_t stage = s->n_stages; stage-- > STAGE_FLOWS;) {
        CU_ASSERT_FALSE(event_is_raised());
        claim();
        finish(0, stage, PACKETS);
    }
    CU_ASSERT(event_is_raised());
}

/* Packets are counted there too, one for each flow or stream. */
static void
what_is_flushed_goes_from_stage_to_stage(void)
{
    struct order at;

    nothing_ready();
    dissected(0, 0);
    s->batches[0].flush = 1;
    s->batches[0].n_packets = 0;
    room_of(0, STAGE_DISSECT)->done = 0;
    CU_ASSERT_EQUAL(claim(), 100);
    CU_ASSERT_EQUAL(claim(), -1);
    CU_ASSERT(tasks_unseat(t, worker_at(0, STAGE_DEFRAG), &at)); /* it died */
    tasks_redo_room(t, &at, 7, false);
    CU_ASSERT_EQUAL(claim(), 100);
    CU_ASSERT_EQUAL(claim(), -1);
    finish(0, STAGE_DEFRAG, 9);
    CU_ASSERT_EQUAL(claim(), 100 * STAGE_STREAMS);
    finish(0, STAGE_STREAMS, 9);
    CU_ASSERT_EQUAL(claim(), 100 * (STAGE_FLOWS + 1));
    CU_ASSERT_EQUAL(t->next[STAGE_DEFRAG], 1);
}

static int
run(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_stage_takes_the_batches_in_their_order),
        SENTENCE(a_stage_is_with_one_worker_at_a_time),
        SENTENCE(no_stage_begins_before_dissection),
        SENTENCE(streams_wait_for_defragmentation_and_flows_for_streams_and_not_for_each_other),
        SENTENCE(blocks_come_first_then_the_furthest_stage),
        SENTENCE(what_is_done_of_a_full_room_is_handed_on),
        SENTENCE(a_stage_that_has_done_all_there_is_waits_for_more),
        SENTENCE(a_stage_does_not_follow_one_that_is_at_work),
        SENTENCE(a_stage_does_not_follow_one_that_can_go_on),
        SENTENCE(a_full_room_of_a_stage_holds_it_at_its_batch),
        SENTENCE(a_batch_rests_when_no_stage_can_go_on),
        SENTENCE(a_batch_that_is_through_rests),
        SENTENCE(a_batch_that_waits_for_dissection_does_not_rest),
        SENTENCE(a_waiting_supervisor_is_not_told_of_a_batch_that_goes_on),
        SENTENCE(what_is_flushed_goes_from_stage_to_stage),
        SENTENCES_END
    };

    return sentences("tasks_order", own);
}

int
main(void)
{
    return with_batches(run);
}
