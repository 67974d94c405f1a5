/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks handed to workers and back.  To be run under the thread sanitizer too. */
#include "harness.h"

#include "shared/tasks.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCHES = 4, THREADS = 4, ROUNDS = 2000 };

static struct shared *s;
static _Atomic uint32_t claimed, claimed_twice, blocks_claimed;
static uint64_t work_done[BATCHES]; /* plain: whoever holds the batch adds to it */

static struct room *
room_of(int batch, uint32_t stage)
{
    return &s->batches[batch].rooms[stage];
}

static void
nothing_ready(void)
{
    uint64_t count;

    for (int i = 0; i < BATCHES; i++) {
        s->batches[i].n_packets = s->batches[i].flush = 0;
        atomic_store(&s->batches[i].number, 0);
        for (uint32_t stage = 0; stage < STAGES_MAX; stage++) {
            atomic_store(&room_of(i, stage)->state, TASK_IDLE);
            atomic_store(&room_of(i, stage)->done, 0);
            room_of(i, stage)->full = 0;
        }
    }
    for (int i = 0; i < STAGES_MAX; i++)
        atomic_store(&s->next[i], 0);
    s->n_stages = 1;
    for (int i = 0; i < BLOCKS_MAX; i++)
        atomic_store(&s->block_states[i], TASK_IDLE);
    atomic_store(&s->stop, 0);
    atomic_store(&s->supervisor_waits, 0);
    while (read(s->done_event, &count, sizeof count) > 0)
        ;
}

static void
ready(int batch, uint64_t number)
{
    atomic_store(&s->batches[batch].number, number);
    task_publish(s, &room_of(batch, STAGE_DISSECT)->state);
}

/* The number of the batch that is claimed for dissection, 1000 and more for a block, or -1; for
 * another stage its number is in the hundreds. */
static int64_t
claim(uint32_t worker)
{
    struct task task;

    if (!task_claim(s, worker, &task))
        return -1;
    return task.batch ? (int64_t)atomic_load(&task.batch->number) + 100 * task.stage
                      : 1000 + task.block;
}

/* A worker has a stage's room in a batch, has done so many packets of it, and hands it back. */
static void
finish(int batch, uint32_t stage, uint32_t done)
{
    atomic_store(&room_of(batch, stage)->done, done);
    task_finish(s, &(struct task){ &s->batches[batch], stage, -1 });
}

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

static bool
event_is_raised(void)
{
    struct pollfd fd = { s->done_event, POLLIN, 0 };

    return poll(&fd, 1, 0) > 0;
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
    uint32_t seen;

    nothing_ready();
    seen = atomic_load(&s->wakeups);
    ready(0, 1);
    CU_ASSERT(tasks_wait(s, seen)); /* hangs when it sleeps */
}

static void
a_worker_that_is_to_leave_does_not_sleep(void)
{
    nothing_ready();
    atomic_store(&s->stop, 1);
    CU_ASSERT_FALSE(tasks_wait(s, atomic_load(&s->wakeups)));
}

static void *
sleeper(void *unused)
{
    uint32_t seen = atomic_load(&s->wakeups);

    (void)unused;
    while (claim(0) < 0)
        if (tasks_wait(s, seen))
            seen = atomic_load(&s->wakeups);
    return NULL;
}

static void
a_sleeping_worker_is_woken_by_work(void)
{
    pthread_t thread;

    nothing_ready();
    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, sleeper, NULL), 0);
    usleep(20000);
    ready(1, 1);
    CU_ASSERT_EQUAL(pthread_join(thread, NULL), 0);
    CU_ASSERT_EQUAL(atomic_load(&room_of(1, STAGE_DISSECT)->state), TASK_TAKEN);
}

static void *
racer(void *worker)
{
    uint32_t me = *(uint32_t *)worker, seen;
    struct task task;

    do {
        seen = atomic_load(&s->wakeups);
        while (task_claim(s, me, &task)) {
            if (!task.batch) {
                atomic_fetch_add(&blocks_claimed, 1);
                task_finish(s, &task);
                continue;
            }
            atomic_fetch_add(&claimed, 1);
            if (atomic_load(&task.batch->rooms[STAGE_DISSECT].state) != TASK_TAKEN + me)
                atomic_fetch_add(&claimed_twice, 1);
            work_done[task.batch - s->batches]++;
            task_finish(s, &task);
        }
    } while (tasks_wait(s, seen));
    return NULL;
}

/* The supervisor's part: whatever is done becomes ready again, until each went around ROUNDS times.
 */
static void
keep_them_busy(void)
{
    uint64_t number = 0, given = 0;
    uint32_t blocks = 0;

    while (given < BATCHES * ROUNDS || blocks < ROUNDS)
        for (int i = 0; i < BATCHES; i++) {
            if (given < BATCHES * ROUNDS &&
                atomic_load(&room_of(i, STAGE_DISSECT)->state) != TASK_READY &&
                atomic_load(&room_of(i, STAGE_DISSECT)->state) < TASK_TAKEN) {
                ready(i, number++);
                given++;
            }
            if (blocks < ROUNDS && atomic_load(&s->block_states[i]) != TASK_READY &&
                atomic_load(&s->block_states[i]) < TASK_TAKEN) {
                task_publish(s, &s->block_states[i]);
                blocks++;
            }
        }
    while (atomic_load(&claimed) < given || atomic_load(&blocks_claimed) < blocks)
        sched_yield();
}

static void
each_task_has_exactly_one_claimer(void)
{
    pthread_t threads[THREADS];
    uint32_t numbers[THREADS];
    uint64_t sum = 0;

    nothing_ready();
    for (uint32_t i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, racer, &numbers[i]), 0);
    }
    keep_them_busy();
    CU_ASSERT_EQUAL(atomic_load(&blocks_claimed), ROUNDS);
    atomic_store(&s->stop, 1);
    for (int i = 0; i < THREADS; i++)
        task_publish(s, &s->block_states[BATCHES + i]); /* wakes one each */
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < BATCHES; i++)
        sum += work_done[i];
    CU_ASSERT_EQUAL(sum, atomic_load(&claimed));
    CU_ASSERT_EQUAL(sum, BATCHES * ROUNDS);
    CU_ASSERT_EQUAL(atomic_load(&claimed_twice), 0);
}

int
main(void)
{
    static const struct sentence own[] = { SENTENCE(nothing_is_claimed_when_nothing_is_ready),
                                           SENTENCE(the_oldest_batch_is_claimed_first),
                                           SENTENCE(blocks_are_claimed_before_batches),
                                           SENTENCE(the_state_says_who_claimed),
                                           SENTENCE(what_is_finished_is_done_and_not_claimed_again),
                                           SENTENCE(
                                               a_waiting_supervisor_is_told_of_the_end_of_a_task),
                                           SENTENCE(a_busy_supervisor_is_not_disturbed),
                                           SENTENCE(a_full_event_does_not_stop_a_worker),
                                           SENTENCE(work_that_came_since_is_not_slept_over),
                                           SENTENCE(a_worker_that_is_to_leave_does_not_sleep),
                                           SENTENCE(a_sleeping_worker_is_woken_by_work),
                                           SENTENCE(each_task_has_exactly_one_claimer),
                                           SENTENCES_END };

    s = shared_create(BATCHES);
    if (!s)
        return 99;
    return sentences("shared", own);
}
