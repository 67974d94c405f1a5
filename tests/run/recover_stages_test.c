/* SPDX-License-Identifier: Apache-2.0 */
/* Workers that died in stages that keep state, which the next worker has to mend. */
#include "recover_helper.h"

#include "core_helper.h"
#include "harness.h"

#include <signal.h>

static const struct mend *
mending(void)
{
    return &recovery.tasks->mends[STAGE_FLOWS];
}

static void
a_stage_goes_on_behind_the_packet_once_it_is_mended(void)
{
    at_flows(4);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(aside.n, 1);
    CU_ASSERT_EQUAL(task->done, 5);
    CU_ASSERT(mending()->is_needed && mending()->without && mending()->packet == 4);
    CU_ASSERT_NOT_EQUAL(batch->events[4].levels, 0); /* others may see it */
    is_replaced();
    CU_ASSERT(tasks_at(recovery.tasks, 1)->mend.is_needed);
    CU_ASSERT_EQUAL(tasks_at(recovery.tasks, 1)->from, 5);
}

static void
a_stage_that_is_mended_is_not_mended_again(void)
{
    at_flows(4);
    dies(SIGSEGV);
    is_replaced();
    orders_answer(recovery.tasks->shared, 1, recovery.tasks->seats[1].oldest,
                  &(struct answer){ .done = PACKETS });
    tasks_go_on(recovery.tasks);
    CU_ASSERT_FALSE(mending()->is_needed);
    CU_ASSERT_EQUAL(task->state, TASK_DONE);
    CU_ASSERT_EQUAL(recovery.tasks->next[STAGE_FLOWS], 1);
}

/* The worker that was to mend it did so, and was ended between two packets. */
static void
a_stage_that_went_on_was_mended(void)
{
    at_flows(4);
    dies(SIGSEGV);
    is_replaced();
    room_begin(room, 5);
    room_commit(room, 5);
    dies(SIGKILL);
    CU_ASSERT_FALSE(mending()->is_needed);
    CU_ASSERT_EQUAL(task->done, 6);
}

static void
a_stage_that_nobody_mended_is_still_to_be_mended(void)
{
    at_flows(4);
    dies(SIGSEGV);
    is_replaced();
    dies(SIGKILL);
    CU_ASSERT(mending()->is_needed && mending()->packet == 4);
    CU_ASSERT_EQUAL(task->done, 5);
}

/* The next batch's worker could not: what is to be mended lies in this batch too. */
static void
a_stage_is_mended_in_the_batch_where_it_broke(void)
{
    at_flows(PACKETS - 1);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(task->done, PACKETS);
    CU_ASSERT_EQUAL(task->state, TASK_READY);
    CU_ASSERT_EQUAL(recovery.tasks->next[STAGE_FLOWS], 0);
    is_replaced();
    CU_ASSERT_EQUAL(tasks_at(recovery.tasks, 1)->from, PACKETS);
}

static void
a_stage_that_had_done_all_goes_on_to_the_next_batch(void)
{
    at_flows(PACKETS - 1);
    room_commit(room, PACKETS - 1);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(aside.n, 0);
    CU_ASSERT_EQUAL(task->state, TASK_DONE);
    CU_ASSERT_EQUAL(recovery.tasks->next[STAGE_FLOWS], 1);
}

static void
mending_that_kills_comes_to_an_end(void)
{
    at_flows(PACKETS - 1);
    dies(SIGSEGV);
    for (int i = 0; i < 10 && task->state == TASK_READY; i++) {
        is_replaced();
        dies(SIGSEGV);
    }
    CU_ASSERT_EQUAL(task->state, TASK_DONE);
    CU_ASSERT_EQUAL(aside.n, 1);
}

static void
a_flow_whose_end_kills_is_lost_and_the_packet_comes_again(void)
{
    at_flows(4);
    undo_set_victim(recovery.tasks->shared->stages[STAGE_FLOWS].undo, 77);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(aside.n, 0);
    CU_ASSERT_EQUAL(task->done, 4);
    CU_ASSERT_EQUAL(account.lost, 1);
    CU_ASSERT_EQUAL(room->chunks[0].first, 0);
    CU_ASSERT(mending()->is_needed && !mending()->without);
}

/* Should a worker only claim so. */
static void
a_packet_does_not_come_again_for_ever(void)
{
    int times = 0;

    at_flows(4);
    undo_set_victim(recovery.tasks->shared->stages[STAGE_FLOWS].undo, 77);
    for (; times < 1000 && !aside.n; times++) {
        room_begin(room, 4);
        dies(SIGSEGV);
        is_replaced();
    }
    CU_ASSERT(times > 4 && times < 1000);
    CU_ASSERT_EQUAL(task->done, 5);
}

/* Every worker dies at once, whatever it is given to flush. */
static void
a_flush_that_kills_comes_to_an_end(void)
{
    int times = 0;

    at_flows(0);
    batch->flush = 1;
    batch->n_packets = 0;
    for (; times < 10000 && task->state != TASK_DONE; times++) {
        if (times % 2)
            room_begin(room, task->done);
        dies(SIGSEGV);
        is_replaced();
    }
    CU_ASSERT(times < 10000);
}

static void
flushes_until_done(uint64_t clock)
{
    at_flows(0);
    batch->flush = 1;
    batch->n_packets = 0;
    batch->clock = clock;
    for (int times = 0; times < 10000 && task->state != TASK_DONE; times++) {
        room_begin(room, task->done);
        dies(SIGSEGV);
        is_replaced();
    }
    CU_ASSERT_EQUAL(task->state, TASK_DONE);
}

static void
what_is_given_up_at_the_end_is_told(void)
{
    flushes_until_done(UINT64_MAX);
    CU_ASSERT_PTR_NOT_NULL(account.held.lost[STAGE_FLOWS]);
    CU_ASSERT_PTR_NULL(account.held.lost[STAGE_STREAMS]);
    CU_ASSERT(held_lost_any(&account.held));
}

/* It is given out later. */
static void
what_is_given_up_in_between_is_not_lost(void)
{
    flushes_until_done(1);
    CU_ASSERT_FALSE(held_lost_any(&account.held));
    CU_ASSERT_EQUAL(recovery.in_flushes[STAGE_STREAMS].times, 0);
    CU_ASSERT(recovery.in_flushes[STAGE_FLOWS].times > 1000);
    batch->number++;
    task->state = TASK_READY;
    task->done = 0;
    recovery.tasks->next[STAGE_FLOWS] = batch->number;
    tasks_go_on(recovery.tasks);
    room_begin(room, 0);
    dies(SIGSEGV);
    CU_ASSERT_EQUAL(recovery.in_flushes[STAGE_FLOWS].times, 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_stage_goes_on_behind_the_packet_once_it_is_mended),
        SENTENCE(a_stage_that_is_mended_is_not_mended_again),
        SENTENCE(a_stage_that_went_on_was_mended),
        SENTENCE(a_stage_that_nobody_mended_is_still_to_be_mended),
        SENTENCE(a_stage_is_mended_in_the_batch_where_it_broke),
        SENTENCE(a_stage_that_had_done_all_goes_on_to_the_next_batch),
        SENTENCE(mending_that_kills_comes_to_an_end),
        SENTENCE(a_flow_whose_end_kills_is_lost_and_the_packet_comes_again),
        SENTENCE(a_packet_does_not_come_again_for_ever),
        SENTENCE(a_flush_that_kills_comes_to_an_end),
        SENTENCE(what_is_given_up_at_the_end_is_told),
        SENTENCE(what_is_given_up_in_between_is_not_lost),
        SENTENCES_END
    };
    int failed = sentences("recover_stages", own);

    remove_folder();
    return failed;
}
