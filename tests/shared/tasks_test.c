/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks ordered of workers, and their answers.  To be run under the thread sanitizer too. */
#include "harness.h"
#include "tasks_helper.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static void
nothing_is_ordered_when_nothing_is_ready(void)
{
    nothing_ready();
    CU_ASSERT_EQUAL(claim(), -1);
}

static void
the_oldest_batch_is_ordered_first(void)
{
    nothing_ready();
    ready(0, 8);
    ready(1, 5);
    ready(3, 7);
    CU_ASSERT_EQUAL(claim(), 5);
    CU_ASSERT_EQUAL(claim(), 7);
    CU_ASSERT_EQUAL(claim(), 8);
    CU_ASSERT_EQUAL(claim(), -1);
}

static void
blocks_are_ordered_before_batches(void)
{
    nothing_ready();
    ready(0, 1);
    atomic_store(&t->blocks[9].state, TASK_READY);
    CU_ASSERT_EQUAL(claim(), 1009);
    CU_ASSERT_EQUAL(claim(), 1);
}

static void
a_worker_is_ordered_what_the_batch_is_to_have_done(void)
{
    const struct order *o;

    nothing_ready();
    ready(2, 1);
    claim();
    o = tasks_at(t, worker_at(2, STAGE_DISSECT));
    CU_ASSERT(o->block < 0 && o->batch == 2 && o->stage == STAGE_DISSECT);
    CU_ASSERT(o->from == 0 && o->upto == PACKETS);
    CU_ASSERT_EQUAL(room_of(2, STAGE_DISSECT)->state, TASK_TAKEN);
}

static void
what_is_finished_is_done_and_not_ordered_again(void)
{
    nothing_ready();
    ready(2, 1);
    claim();
    finish(2, STAGE_DISSECT, PACKETS);
    CU_ASSERT_EQUAL(room_of(2, STAGE_DISSECT)->state, TASK_DONE);
    CU_ASSERT_EQUAL(claim(), -1);
}

static void
a_worker_has_no_more_in_hands_than_it_may(void)
{
    nothing_ready();
    t->at_once = 2;
    for (int i = 0; i < BATCHES; i++)
        ready(i, (uint64_t)i);
    tasks_seat(t, 7);
    tasks_go_on(t);
    tasks_go_on(t);
    CU_ASSERT_EQUAL(t->seats[7].n, 2);
    CU_ASSERT_EQUAL(room_of(2, STAGE_DISSECT)->state, TASK_READY);
}

static void
who_has_nothing_comes_before_who_has_something(void)
{
    nothing_ready();
    t->at_once = 2;
    ready(0, 0);
    tasks_seat(t, 0);
    tasks_go_on(t);
    tasks_seat(t, 1);
    ready(1, 1);
    tasks_go_on(t);
    CU_ASSERT_EQUAL(t->seats[0].n, 1);
    CU_ASSERT_EQUAL(t->seats[1].n, 1);
}

/* The worker at the only order gives this answer to it, under this number. */
static void
is_mad_with(uint32_t number, struct answer answer, bool mad)
{
    nothing_ready();
    ready(0, 0);
    claim();
    orders_answer(s, 0, t->seats[0].oldest + number, &answer);
    if (number)
        s->replies->mailboxes[0].answers[t->seats[0].oldest % ORDERS_AT_ONCE] = answer;
    tasks_go_on(t);
    CU_ASSERT_EQUAL(t->seats[0].mad, mad);
    CU_ASSERT_EQUAL(t->seats[0].n, 1);
    CU_ASSERT_EQUAL(room_of(0, STAGE_DISSECT)->state, TASK_TAKEN);
}

static void
an_answer_without_sense_changes_nothing_and_tells_of_madness(void)
{
    is_mad_with(0, (struct answer){ .done = 0 }, true);
    is_mad_with(0, (struct answer){ .done = PACKETS + 1 }, true);
    is_mad_with(0, (struct answer){ .done = UINT32_MAX, .more = 7 }, true);
    is_mad_with(0, (struct answer){ .done = 0, .full = 1 }, true);
}

static void
an_answer_to_what_was_not_ordered_is_not_heard(void)
{
    is_mad_with(1, (struct answer){ .done = PACKETS }, false);
    is_mad_with(77, (struct answer){ .done = PACKETS }, false);
    is_mad_with(UINT32_MAX, (struct answer){ .done = PACKETS }, false);
}

static void
who_is_mad_is_ordered_nothing(void)
{
    is_mad_with(0, (struct answer){ .done = 0 }, true);
    t->seats[0].taken = true;
    t->at_once = 2;
    ready(1, 1);
    tasks_go_on(t);
    CU_ASSERT_EQUAL(t->seats[0].n, 1);
    CU_ASSERT_EQUAL(room_of(1, STAGE_DISSECT)->state, TASK_READY);
}

static void
more_than_a_block_can_have_is_no_answer(void)
{
    nothing_ready();
    atomic_store(&t->blocks[9].state, TASK_READY);
    CU_ASSERT_EQUAL(claim(), 1009);
    orders_answer(s, 0, t->seats[0].oldest, &(struct answer){ .size = BLOCK_PACKED + 1 });
    tasks_go_on(t);
    CU_ASSERT(t->seats[0].mad);
    CU_ASSERT_EQUAL(atomic_load(&t->blocks[9].state), TASK_TAKEN);
}

static void
what_the_dead_had_not_begun_is_ordered_again(void)
{
    struct order at;

    nothing_ready();
    t->at_once = 2;
    ready(0, 0);
    ready(1, 1);
    tasks_seat(t, 0);
    tasks_go_on(t);
    CU_ASSERT(tasks_unseat(t, 0, &at));
    CU_ASSERT_EQUAL(at.batch, 0);
    CU_ASSERT_EQUAL(room_of(0, STAGE_DISSECT)->state, TASK_TAKEN);
    CU_ASSERT_EQUAL(room_of(1, STAGE_DISSECT)->state, TASK_READY);
}

static void
what_the_dead_had_answered_counts(void)
{
    struct order at;

    nothing_ready();
    ready(0, 0);
    claim();
    orders_answer(s, 0, t->seats[0].oldest, &(struct answer){ .done = PACKETS });
    CU_ASSERT_FALSE(tasks_unseat(t, 0, &at));
    CU_ASSERT_EQUAL(room_of(0, STAGE_DISSECT)->state, TASK_DONE);
}

static void
who_comes_after_the_dead_begins_behind_their_orders(void)
{
    struct order at;
    uint32_t number;

    nothing_ready();
    ready(0, 0);
    claim();
    tasks_unseat(t, 0, &at);
    number = atomic_load(&s->desks[0].begin);
    ready(1, 1);
    claim();
    CU_ASSERT(orders_next(s, 0, &number, &at));
    CU_ASSERT_EQUAL(at.batch, 1);
    CU_ASSERT_EQUAL(number, t->seats[0].oldest);
}

static void
a_waiting_supervisor_is_told_of_the_end_of_a_task(void)
{
    nothing_ready();
    ready(0, 1);
    claim();
    t->supervisor_waits = true;
    finish(0, STAGE_DISSECT, PACKETS);
    CU_ASSERT(event_is_raised());
}

static void
a_busy_supervisor_is_not_disturbed(void)
{
    nothing_ready();
    ready(0, 1);
    claim();
    finish(0, STAGE_DISSECT, PACKETS);
    CU_ASSERT_FALSE(event_is_raised());
}

static void
a_full_event_does_not_stop_anybody(void)
{
    uint64_t most = UINT64_MAX - 1;

    nothing_ready();
    CU_ASSERT_EQUAL(write(t->event, &most, sizeof most), sizeof most);
    t->supervisor_waits = true;
    ready(0, 1);
    claim();
    finish(0, STAGE_DISSECT, PACKETS);
    CU_ASSERT_EQUAL(room_of(0, STAGE_DISSECT)->state, TASK_DONE);
}

static void
a_worker_that_is_to_leave_does_its_orders_first(void)
{
    struct order o;
    uint32_t number = 0;

    nothing_ready();
    number = atomic_load(&s->desks[0].given);
    ready(0, 1);
    claim();
    orders_stop(s);
    CU_ASSERT(orders_next(s, 0, &number, &o));
    CU_ASSERT_FALSE(orders_next(s, 0, &number, &o)); /* hangs when it sleeps */
}

static _Atomic int sleeper_id;
static _Atomic bool was_told_to_leave;

static void *
sleeper(void *number)
{
    uint32_t at = *(uint32_t *)number;
    struct order o;

    atomic_store(&sleeper_id, gettid());
    atomic_store(&was_told_to_leave, !orders_next(s, 0, &at, &o));
    return NULL;
}

/* Until the system says so. */
static void
wait_until_it_sleeps(void)
{
    char path[64], state = 'R';
    FILE *stat;

    while (state != 'S') {
        sched_yield();
        snprintf(path, sizeof path, "/proc/self/task/%d/stat", atomic_load(&sleeper_id));
        stat = fopen(path, "r");
        if (!stat)
            continue; /* it has not begun */
        if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
            state = 'R';
        fclose(stat);
    }
}

static void
wakes_up(bool to_leave)
{
    pthread_t thread;
    uint32_t number;

    nothing_ready();
    number = atomic_load(&s->desks[0].given);
    atomic_store(&sleeper_id, 0);
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, sleeper, &number), 0);
    wait_until_it_sleeps();
    ready(1, 1);
    if (to_leave)
        orders_stop(s);
    else
        claim();
    CU_ASSERT_EQUAL(pthread_join(thread, NULL), 0);
    CU_ASSERT_EQUAL(atomic_load(&was_told_to_leave), to_leave);
}

static void
a_sleeping_worker_is_woken_by_an_order(void)
{
    wakes_up(false);
}

static void
a_sleeping_worker_is_woken_to_leave(void)
{
    wakes_up(true);
}

static int
run(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_is_ordered_when_nothing_is_ready),
        SENTENCE(the_oldest_batch_is_ordered_first),
        SENTENCE(blocks_are_ordered_before_batches),
        SENTENCE(a_worker_is_ordered_what_the_batch_is_to_have_done),
        SENTENCE(what_is_finished_is_done_and_not_ordered_again),
        SENTENCE(a_worker_has_no_more_in_hands_than_it_may),
        SENTENCE(who_has_nothing_comes_before_who_has_something),
        SENTENCE(an_answer_without_sense_changes_nothing_and_tells_of_madness),
        SENTENCE(an_answer_to_what_was_not_ordered_is_not_heard),
        SENTENCE(who_is_mad_is_ordered_nothing),
        SENTENCE(more_than_a_block_can_have_is_no_answer),
        SENTENCE(what_the_dead_had_not_begun_is_ordered_again),
        SENTENCE(what_the_dead_had_answered_counts),
        SENTENCE(who_comes_after_the_dead_begins_behind_their_orders),
        SENTENCE(a_waiting_supervisor_is_told_of_the_end_of_a_task),
        SENTENCE(a_busy_supervisor_is_not_disturbed),
        SENTENCE(a_full_event_does_not_stop_anybody),
        SENTENCE(a_worker_that_is_to_leave_does_its_orders_first),
        SENTENCE(a_sleeping_worker_is_woken_by_an_order),
        SENTENCE(a_sleeping_worker_is_woken_to_leave),
        SENTENCES_END
    };

    return sentences("tasks", own);
}

int
main(void)
{
    return with_batches(run);
}
