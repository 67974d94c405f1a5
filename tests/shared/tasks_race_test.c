/* SPDX-License-Identifier: Apache-2.0 */
/* Many workers at many tasks.  To be run under the thread sanitizer too. */
#include "harness.h"
#include "tasks_helper.h"

#include <pthread.h>
#include <sched.h>

enum { THREADS = 4, ROUNDS = 2000 };

static _Atomic uint32_t claimed, claimed_twice, blocks_claimed;
static uint64_t work_done[BATCHES]; /* plain: whoever holds the batch adds to it */

static void *
racer(void *worker)
{
    uint32_t me = *(uint32_t *)worker, wakeups;
    struct task task;

    do {
        wakeups = atomic_load(&s->wakeups);
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
    } while (tasks_wait(s, wakeups));
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

/* What each stage did, plain: the thread sanitizer sees what is not handed over in order. */
static struct {
    uint64_t sum;
} stage_state[STAGES_MAX];
static uint64_t made[BATCHES][STAGES_MAX][PACKETS];
static _Atomic uint32_t wrong;

static uint64_t
value_of(uint64_t number, uint32_t packet, uint32_t stage)
{
    return (number * PACKETS + packet) * STAGES_MAX + stage + 1;
}

/* One packet of a stage, from what the stage before made of it. */
static void
make_packet(const struct task *task, uint32_t packet)
{
    uint64_t (*values)[PACKETS] = made[task->batch - s->batches];
    uint64_t number = atomic_load(&task->batch->number);

    if (task->stage != STAGE_DISSECT) {
        uint32_t before = stage_before(task->stage);

        if (values[before][packet] != value_of(number, packet, before) ||
            stage_state[task->stage].sum++ != number * PACKETS + packet)
            atomic_fetch_add(&wrong, 1);
    }
    values[task->stage][packet] = value_of(number, packet, task->stage);
}

static void *
stage_worker(void *worker)
{
    uint32_t me = *(uint32_t *)worker, wakeups, n = 0;
    struct task task;

    do {
        wakeups = atomic_load(&s->wakeups);
        while (task_claim(s, me, &task)) {
            struct room *r = &task.batch->rooms[task.stage];
            uint32_t before = stage_before(task.stage);
            uint32_t to = task.stage ? atomic_load(&task.batch->rooms[before].done) : PACKETS;

            for (uint32_t i = atomic_load(&r->done); i < to && !r->full; i++) {
                make_packet(&task, i);
                room_commit(r, i);
                r->full = i + 1 < PACKETS && n++ % 23 == 0; /* now and then */
            }
            task_finish(s, &task);
        }
    } while (tasks_wait(s, wakeups));
    return NULL;
}

/* The supervisor's part with a batch that rests: full rooms go on, or it is through. */
static bool
take_over(struct batch *b)
{
    uint32_t least = PACKETS;

    for (uint32_t stage = 0; stage < s->n_stages; stage++)
        if (atomic_load(&b->rooms[stage].done) < least)
            least = atomic_load(&b->rooms[stage].done);
    for (uint32_t stage = 0; stage < s->n_stages; stage++) {
        struct room *r = &b->rooms[stage];

        if (least == PACKETS)
            atomic_store(&r->state, TASK_IDLE);
        else if (r->full && atomic_load(&r->done) <= least) {
            atomic_store(&r->state, TASK_IDLE);
            r->full = 0;
            task_publish(s, &r->state);
        }
    }
    return least == PACKETS;
}

static void
give_out(uint64_t number)
{
    struct batch *b = &s->batches[number % BATCHES];

    for (uint32_t stage = 0; stage < s->n_stages; stage++) {
        atomic_store(&b->rooms[stage].done, 0);
        b->rooms[stage].full = 0;
    }
    b->n_packets = PACKETS;
    b->flush = 0;
    atomic_store(&b->number, number);
    for (uint32_t stage = STAGE_DEFRAG; stage < s->n_stages; stage++)
        atomic_store(&b->rooms[stage].state, TASK_READY);
    task_publish(s, &b->rooms[STAGE_DISSECT].state);
}

static void
every_stage_sees_every_packet_in_order(void)
{
    pthread_t threads[THREADS];
    uint32_t numbers[THREADS];
    uint64_t filled = 0, through = 0;

    nothing_ready();
    s->n_stages = STAGE_FLOWS + 2;
    for (uint32_t i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, stage_worker, &numbers[i]), 0);
    }
    while (through < ROUNDS) {
        struct batch *oldest = &s->batches[through % BATCHES];

        if (filled < ROUNDS && filled - through < BATCHES)
            give_out(filled++);
        else if (batch_rests(s, oldest))
            through += take_over(oldest);
        else
            sched_yield();
    }
    tasks_stop(s);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CU_ASSERT_EQUAL(atomic_load(&wrong), 0);
    for (uint32_t stage = STAGE_DEFRAG; stage < s->n_stages; stage++)
        CU_ASSERT_EQUAL(stage_state[stage].sum, ROUNDS * PACKETS);
}

static int
run(void)
{
    static const struct sentence own[] = {
        SENTENCE(each_task_has_exactly_one_claimer),
        SENTENCE(every_stage_sees_every_packet_in_order),
        SENTENCES_END
    };

    return sentences("tasks_race", own);
}

int
main(void)
{
    return with_batches(run);
}
