/* SPDX-License-Identifier: Apache-2.0 */
/* Workers that do not come back, or cannot be started. */
#include "recover_helper.h"

#include "core_helper.h"
#include "harness.h"
#include "run/wreck.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static void
passes(double seconds, double cpu)
{
    crew.now += seconds;
    crew.cpu += cpu;
    CU_ASSERT(recover(&recovery));
}

static void
a_worker_that_computes_for_seconds_on_one_packet_is_ended(void)
{
    at_work();
    passes(1, 0.5);
    passes(1, 1.9);
    CU_ASSERT_EQUAL(crew.killed, 0);
    passes(1, 0.2);
    CU_ASSERT_EQUAL(crew.killed, 2);
    dies(SIGKILL);
    CU_ASSERT_STRING_EQUAL(aside.notes[0].reason, "did not come back");
}

static void
a_worker_that_goes_from_packet_to_packet_is_left_alone(void)
{
    at_work();
    for (uint32_t i = 4; i < PACKETS; i++) {
        passes(0.9, 1.5);
        room_commit(room, i);
        room_begin(room, i + 1);
    }
    CU_ASSERT_EQUAL(crew.killed, 0);
}

/* Breadcrumbs that move, but not on, are none. */
static void
a_worker_that_goes_back_and_forth_is_ended(void)
{
    at_work();
    passes(0.5, 0.5);
    for (uint32_t i = 0; i < 10; i++) {
        atomic_store(&room->current, i % 2 ? 4 : 1);
        passes(0.5, 0.4);
    }
    CU_ASSERT_EQUAL(crew.killed, 2);
}

static void
sleeps(double seconds)
{
    for (; seconds > 0; seconds -= 0.5)
        passes(0.5, 0);
}

static void
a_worker_that_stands_still_for_ten_seconds_is_ended(void)
{
    at_work();
    passes(0.5, 0.1);
    sleeps(9.5);
    CU_ASSERT_EQUAL(crew.killed, 0);
    sleeps(1.5);
    CU_ASSERT_EQUAL(crew.killed, 2);
}

/* The whole program was stopped, or the machine slept. */
static void
time_in_which_nobody_looked_does_not_count(void)
{
    at_work();
    for (int i = 0; i < 20; i++)
        passes(1000, 0);
    CU_ASSERT_EQUAL(crew.killed, 0);
}

static void
a_packet_that_stood_still_comes_again_once(void)
{
    at_work();
    passes(0.5, 0.1);
    sleeps(11);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(aside.n, 0);
    CU_ASSERT_EQUAL(task->done, 4);
    is_replaced();
    room_begin(room, 4);
    passes(0.5, 0);
    sleeps(11);
    CU_ASSERT_EQUAL(crew.killed, 2);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(aside.n, 1);
    CU_ASSERT_STRING_EQUAL(aside.notes[0].reason, "did not come back");
    CU_ASSERT_EQUAL(task->done, 5);
}

/* As if each batch had a worker of its own. */
static void
stands_still_in(uint32_t n, uint32_t packet)
{
    struct order o = { .block = -1, .batch = n, .stage = STAGE_DISSECT, .upto = PACKETS };

    room_begin(&recovery.tasks->shared->batches[n].rooms[STAGE_DISSECT], packet);
    recover_room(&recovery, &o, STALL_ASLEEP, "did not come back");
}

static void
packets_of_two_batches_that_stand_still_in_turn_each_come_again_once(void)
{
    static struct aside asides[2];
    struct shared *shared = shared_create(2, (struct block_sizes){ .small = 1 });

    at_work();
    CU_ASSERT_PTR_NOT_NULL_FATAL(shared);
    recovery.tasks = tasks_create(shared);
    CU_ASSERT_PTR_NOT_NULL_FATAL(recovery.tasks);
    shared->n_stages = 1;
    recovery.asides = asides;
    for (uint32_t n = 0; n < 2; n++) {
        shared->batches[n].n_packets = PACKETS;
        tasks_give_batch(recovery.tasks, &shared->batches[n], n);
    }
    for (uint32_t times = 0; times < 2; times++) {
        for (uint32_t n = 0; n < 2; n++) {
            stands_still_in(n, 4);
            CU_ASSERT_EQUAL(asides[n].n, times);
        }
    }
    for (uint32_t n = 0; n < 2; n++)
        CU_ASSERT_EQUAL(asides[n].notes[0].packet, 4);
    tasks_destroy(recovery.tasks);
}

static void
a_flow_at_whose_end_one_stood_still_comes_again_once(void)
{
    const struct mend *mend;

    at_flows(4);
    mend = &recovery.tasks->mends[STAGE_FLOWS];
    undo_set_victim(recovery.tasks->shared->stages[STAGE_FLOWS].undo, 77);
    passes(0.5, 0.1);
    sleeps(11);
    dies(SIGKILL);
    CU_ASSERT(mend->is_needed && mend->spares && !mend->without);
    CU_ASSERT_EQUAL(account.lost, 0);
    is_replaced();
    room_begin(room, 4);
    passes(0.5, 0);
    sleeps(11);
    dies(SIGKILL);
    CU_ASSERT(mend->is_needed && !mend->spares && !mend->without);
    CU_ASSERT_EQUAL(account.lost, 1);
    CU_ASSERT_EQUAL(aside.n, 0);
}

static void
a_worker_that_stands_still_at_a_block_is_ended(void)
{
    at_work();
    dies(SIGKILL);
    tasks_give_block(recovery.tasks, 0, 0);
    is_replaced();
    CU_ASSERT_EQUAL_FATAL(atomic_load(&recovery.tasks->blocks[0].state), TASK_TAKEN);
    crew.killed = 0;
    passes(0.5, 0);
    sleeps(11);
    CU_ASSERT_EQUAL(crew.killed, 2);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(atomic_load(&recovery.tasks->blocks[0].state), TASK_READY);
}

static void
a_mad_worker_is_ended_and_its_packets_are_as_they_were(void)
{
    at_work();
    orders_answer(recovery.tasks->shared, 1, recovery.tasks->seats[1].oldest,
                  &(struct answer){ .done = UINT32_MAX });
    passes(0.5, 0);
    passes(0.5, 0);
    CU_ASSERT_EQUAL(crew.killed, 2);
    dies(SIGKILL);
    CU_ASSERT_EQUAL(aside.n, 1);
    CU_ASSERT_EQUAL(aside.notes[0].packet, 4);
    CU_ASSERT_STRING_EQUAL(aside.notes[0].reason, "gave an answer that makes no sense");
}

static void
a_zygote_that_does_not_end_a_worker_is_ended(void)
{
    at_work();
    passes(0.5, 0);
    sleeps(11);
    CU_ASSERT_EQUAL(crew.given_up, 0);
    hear();
    for (int i = 0; i < 30 && !crew.lost; i++) {
        crew.now += 0.5;
        recover(&recovery);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "does not answer"));
    CU_ASSERT_EQUAL(crew.given_up, 1);
    CU_ASSERT(recovery.lost);
}

static void
a_worker_that_cannot_be_forked_is_asked_for_again(void)
{
    at_work();
    dies(SIGKILL);
    crew.replaced = 0;
    tells(CREW_NOT_STARTED, EAGAIN);
    CU_ASSERT_EQUAL(crew.replaced, 0);
    passes(0.5, 0);
    CU_ASSERT_EQUAL(crew.replaced, 2);
    is_replaced();
    CU_ASSERT_EQUAL(task->state, TASK_TAKEN);
}

/* Worker 0 is still there. */
static void
a_worker_that_can_never_be_forked_is_done_without(void)
{
    at_work();
    tasks_seat(recovery.tasks, 0);
    dies(SIGKILL);
    hear();
    for (int i = 0; i < 20; i++) {
        tells(CREW_NOT_STARTED, EAGAIN);
        passes(0.5, 0);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(heard(), "the run goes on without it"));
    CU_ASSERT_EQUAL(task->state, TASK_TAKEN);
    CU_ASSERT_EQUAL(recovery.tasks->seats[0].n, 1);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_worker_that_computes_for_seconds_on_one_packet_is_ended),
        SENTENCE(a_worker_that_goes_from_packet_to_packet_is_left_alone),
        SENTENCE(a_worker_that_goes_back_and_forth_is_ended),
        SENTENCE(a_worker_that_stands_still_for_ten_seconds_is_ended),
        SENTENCE(time_in_which_nobody_looked_does_not_count),
        SENTENCE(a_packet_that_stood_still_comes_again_once),
        SENTENCE(packets_of_two_batches_that_stand_still_in_turn_each_come_again_once),
        SENTENCE(a_flow_at_whose_end_one_stood_still_comes_again_once),
        SENTENCE(a_worker_that_stands_still_at_a_block_is_ended),
        SENTENCE(a_mad_worker_is_ended_and_its_packets_are_as_they_were),
        SENTENCE(a_zygote_that_does_not_end_a_worker_is_ended),
        SENTENCE(a_worker_that_cannot_be_forked_is_asked_for_again),
        SENTENCE(a_worker_that_can_never_be_forked_is_done_without),
        SENTENCES_END
    };
    int failed = sentences("recover_watch", own);

    remove_folder();
    return failed;
}
