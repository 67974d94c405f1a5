/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks handed to workers and back.  To be run under the thread sanitizer too. */
#include "harness.h"
#include "tasks_helper.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

static void
nothing_is_claimed_when_nothing_is_ready(void)
{
    nothing_ready();
    CU_ASSERT_EQUAL(claim(0), -1);
}

static void
the_oldest_batch_is_claimed_first(void)
{
    nothing_ready();
    ready(0, 8);
    ready(1, 5);
    ready(3, 7);
    CU_ASSERT_EQUAL(claim(0), 5);
    CU_ASSERT_EQUAL(claim(0), 7);
    CU_ASSERT_EQUAL(claim(0), 8);
    CU_ASSERT_EQUAL(claim(0), -1);
}

static void
blocks_are_claimed_before_batches(void)
{
    nothing_ready();
    ready(0, 1);
    task_publish(s, &s->block_states[9]);
    CU_ASSERT_EQUAL(claim(0), 1009);
    CU_ASSERT_EQUAL(claim(0), 1);
}

static void
the_state_says_who_claimed(void)
{
    nothing_ready();
    ready(2, 1);
    claim(WORKERS_MAX - 1);
    CU_ASSERT_EQUAL(atomic_load(&room_of(2, STAGE_DISSECT)->state), TASK_TAKEN + WORKERS_MAX - 1);
}

static void
what_is_finished_is_done_and_not_claimed_again(void)
{
    nothing_ready();
    ready(2, 1);
    claim(3);
    finish(2, STAGE_DISSECT, 0);
    CU_ASSERT_EQUAL(atomic_load(&room_of(2, STAGE_DISSECT)->state), TASK_DONE);
    CU_ASSERT_EQUAL(claim(0), -1);
}

static void
a_waiting_supervisor_is_told_of_the_end_of_a_task(void)
{
    nothing_ready();
    ready(0, 1);
    atomic_store(&s->supervisor_waits, 1);
    finish(0, STAGE_DISSECT, 0);
    CU_ASSERT(event_is_raised());
}

static void
a_busy_supervisor_is_not_disturbed(void)
{
    nothing_ready();
    ready(0, 1);
    finish(0, STAGE_DISSECT, 0);
    CU_ASSERT_FALSE(event_is_raised());
}

static void
a_full_event_does_not_stop_a_worker(void)
{
    uint64_t most = UINT64_MAX - 1;

    nothing_ready();
    CU_ASSERT_EQUAL(write(s->done_event, &most, sizeof most), sizeof most);
    atomic_store(&s->supervisor_waits, 1);
    finish(0, STAGE_DISSECT, 0);
    CU_ASSERT_EQUAL(atomic_load(&room_of(0, STAGE_DISSECT)->state), TASK_DONE);
}

static void
work_that_came_since_is_not_slept_over(void)
{
    uint32_t wakeups;

    nothing_ready();
    wakeups = atomic_load(&s->wakeups);
    ready(0, 1);
    CU_ASSERT(tasks_wait(s, wakeups)); /* hangs when it sleeps */
}

static void
a_worker_that_is_to_leave_does_not_sleep(void)
{
    nothing_ready();
    atomic_store(&s->stop, 1);
    CU_ASSERT_FALSE(tasks_wait(s, atomic_load(&s->wakeups)));
}

static _Atomic int sleeper_id;

static void *
sleeper(void *unused)
{
    uint32_t wakeups = atomic_load(&s->wakeups);

    (void)unused;
    atomic_store(&sleeper_id, gettid());
    while (claim(0) < 0)
        if (tasks_wait(s, wakeups))
            wakeups = atomic_load(&s->wakeups);
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
a_sleeping_worker_is_woken_by_work(void)
{
    pthread_t thread;

    nothing_ready();
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, sleeper, NULL), 0);
    wait_until_it_sleeps();
    ready(1, 1);
    CU_ASSERT_EQUAL(pthread_join(thread, NULL), 0);
    CU_ASSERT_EQUAL(atomic_load(&room_of(1, STAGE_DISSECT)->state), TASK_TAKEN);
}

static int
run(void)
{
    static const struct sentence own[] = {
        SENTENCE(nothing_is_claimed_when_nothing_is_ready),
        SENTENCE(the_oldest_batch_is_claimed_first),
        SENTENCE(blocks_are_claimed_before_batches),
        SENTENCE(the_state_says_who_claimed),
        SENTENCE(what_is_finished_is_done_and_not_claimed_again),
        SENTENCE(a_waiting_supervisor_is_told_of_the_end_of_a_task),
        SENTENCE(a_busy_supervisor_is_not_disturbed),
        SENTENCE(a_full_event_does_not_stop_a_worker),
        SENTENCE(work_that_came_since_is_not_slept_over),
        SENTENCE(a_worker_that_is_to_leave_does_not_sleep),
        SENTENCE(a_sleeping_worker_is_woken_by_work),
        SENTENCES_END
    };

    return sentences("tasks", own);
}

int
main(void)
{
    return with_batches(run);
}
