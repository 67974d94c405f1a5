/* SPDX-License-Identifier: Apache-2.0 */
/* Batches on their way through the stages that keep state: who may go on with which, and when.  To
 * be run under the thread sanitizer too. */
#include "harness.h"

#include "shared/tasks.h"

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

enum { BATCHES = 4, THREADS = 4, ROUNDS = 2000, PACKETS = 10 };

static struct shared *s;

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

static bool
event_is_raised(void)
{
    struct pollfd fd = { s->done_event, POLLIN, 0 };

    return poll(&fd, 1, 0) > 0;
}

/* Batch `number` in a slot, with ten packets, which are dissected. */
static void
dissected(int batch, uint64_t number)
{
    s->n_stages = STAGE_FLOWS + 2;
    s->batches[batch].n_packets = PACKETS;
    atomic_store(&s->batches[batch].number, number);
    for (uint32_t stage = STAGE_DEFRAG; stage < s->n_stages; stage++)
        atomic_store(&room_of(batch, stage)->state, TASK_READY);
    finish(batch, STAGE_DISSECT, PACKETS);
}

static void
a_stage_takes_the_batches_in_their_order(void)
{
    nothing_ready();
    dissected(1, 1);
    CU_ASSERT_EQUAL(claim(0), -1);
    dissected(0, 0);
    CU_ASSERT_EQUAL(claim(0), 100);
    CU_ASSERT_EQUAL(claim(1), -1);
    finish(0, STAGE_DEFRAG, PACKETS);
    CU_ASSERT_EQUAL(atomic_load(&s->next[STAGE_DEFRAG]), 1);
    for (uint32_t stage = s->n_stages; stage-- > STAGE_STREAMS;)
        CU_ASSERT_EQUAL(claim(0), 100 * stage);
    CU_ASSERT_EQUAL(claim(0), 101);
}

static void
a_stage_is_with_one_worker_at_a_time(void)
{
    nothing_ready();
    dissected(0, 0);
    dissected(1, 1);
    CU_ASSERT_EQUAL(claim(0), 100);
    CU_ASSERT_EQUAL(claim(1), -1);
    CU_ASSERT_EQUAL(atomic_load(&room_of(0, STAGE_DEFRAG)->state), TASK_TAKEN);
}

static void
no_stage_begins_before_dissection(void)
{
    nothing_ready();
    dissected(0, 0);
    atomic_store(&room_of(0, STAGE_DISSECT)->state, TASK_READY);
    atomic_store(&room_of(0, STAGE_DISSECT)->done, 0);
    CU_ASSERT_EQUAL(claim(0), 0);
    CU_ASSERT_EQUAL(claim(1), -1);
}

static void
streams_and_flows_wait_for_defragmentation_and_not_for_each_other(void)
{
    nothing_ready();
    dissected(0, 0);
    claim(0);
    CU_ASSERT_EQUAL(claim(1), -1);
    finish(0, STAGE_DEFRAG, PACKETS);
    CU_ASSERT_EQUAL(claim(1), 100 * (STAGE_FLOWS + 1));
    CU_ASSERT_EQUAL(claim(2), 100 * STAGE_FLOWS);
    CU_ASSERT_EQUAL(claim(3), 100 * STAGE_STREAMS);
    CU_ASSERT_EQUAL(claim(4), -1);
}

/* What comes last sets batches free. */
static void
blocks_come_first_then_the_furthest_stage(void)
{
    nothing_ready();
    dissected(0, 0);
    claim(0);
    finish(0, STAGE_DEFRAG, PACKETS);
    dissected(1, 1);
    ready(2, 2);
    task_publish(s, &s->block_states[9]);
    CU_ASSERT_EQUAL(claim(0), 1009);
    for (uint32_t stage = STAGE_FLOWS + 2; stage-- > STAGE_STREAMS;)
        CU_ASSERT_EQUAL(claim(0), 100 * stage);
    CU_ASSERT_EQUAL(claim(0), 101);
    CU_ASSERT_EQUAL(claim(0), 2);
}

/* The state of a batch whose dissection filled its room at packet 5, and who may claim what. */
static void
half_dissected(void)
{
    nothing_ready();
    dissected(0, 0);
    room_of(0, STAGE_DISSECT)->full = 1;
    atomic_store(&room_of(0, STAGE_DISSECT)->done, 5);
}

static void
what_is_done_of_a_full_room_is_handed_on(void)
{
    half_dissected();
    CU_ASSERT_EQUAL(claim(0), 100);
    finish(0, STAGE_DEFRAG, 5);
    CU_ASSERT_EQUAL(atomic_load(&room_of(0, STAGE_DEFRAG)->state), TASK_READY);
    CU_ASSERT_EQUAL(claim(0), 100 * (STAGE_FLOWS + 1));
    finish(0, STAGE_FLOWS + 1, 5);
    CU_ASSERT_EQUAL(claim(0), 100 * STAGE_FLOWS);
}

static void
a_stage_that_has_done_all_there_is_waits_for_more(void)
{
    half_dissected();
    claim(0);
    finish(0, STAGE_DEFRAG, 5);
    for (uint32_t stage = STAGE_STREAMS; stage < s->n_stages; stage++) {
        claim(0);
        finish(0, s->n_stages + STAGE_STREAMS - 1 - stage, 5);
    }
    CU_ASSERT_EQUAL(claim(0), -1);
    CU_ASSERT_EQUAL(atomic_load(&s->next[STAGE_DEFRAG]), 0);
    room_of(0, STAGE_DISSECT)->full = 0;
    atomic_store(&room_of(0, STAGE_DISSECT)->done, PACKETS);
    CU_ASSERT_EQUAL(claim(0), 100);
}

/* What it hands on may change as long as it is at work. */
static void
a_stage_does_not_follow_one_that_is_at_work(void)
{
    half_dissected();
    claim(0);
    atomic_store(&room_of(0, STAGE_DEFRAG)->done, 3);
    CU_ASSERT_EQUAL(claim(1), -1);
}

/* Its worker died: it stands at 3, and goes on before others follow. */
static void
a_stage_does_not_follow_one_that_can_go_on(void)
{
    half_dissected();
    atomic_store(&room_of(0, STAGE_DEFRAG)->done, 3);
    CU_ASSERT_EQUAL(claim(1), 100);
    CU_ASSERT_EQUAL(claim(1), -1);
}

static void
a_full_room_of_a_stage_holds_it_at_its_batch(void)
{
    nothing_ready();
    dissected(0, 0);
    dissected(1, 1);
    claim(0);
    room_of(0, STAGE_DEFRAG)->full = 1;
    finish(0, STAGE_DEFRAG, 5);
    CU_ASSERT_EQUAL(atomic_load(&room_of(0, STAGE_DEFRAG)->state), TASK_DONE);
    CU_ASSERT_EQUAL(atomic_load(&s->next[STAGE_DEFRAG]), 0);
    CU_ASSERT_EQUAL(claim(0), 100 * (STAGE_FLOWS + 1));
}

static void
a_batch_rests_when_no_stage_can_go_on(void)
{
    half_dissected();
    CU_ASSERT_FALSE(batch_rests(s, &s->batches[0]));
    claim(0);
    CU_ASSERT_FALSE(batch_rests(s, &s->batches[0]));
    finish(0, STAGE_DEFRAG, 5);
    for (uint32_t stage = s->n_stages; stage-- > STAGE_STREAMS;) {
        CU_ASSERT_FALSE(batch_rests(s, &s->batches[0]));
        claim(0);
        finish(0, stage, 5);
    }
    CU_ASSERT(batch_rests(s, &s->batches[0]));
}

static void
a_batch_that_is_through_rests(void)
{
    nothing_ready();
    dissected(0, 0);
    claim(0);
    finish(0, STAGE_DEFRAG, PACKETS);
    for (uint32_t stage = s->n_stages; stage-- > STAGE_STREAMS;) {
        CU_ASSERT_FALSE(batch_rests(s, &s->batches[0]));
        claim(0);
        finish(0, stage, PACKETS);
        CU_ASSERT_EQUAL(atomic_load(&s->next[stage]), 1);
    }
    CU_ASSERT(batch_rests(s, &s->batches[0]));
}

static void
a_batch_that_waits_for_dissection_does_not_rest(void)
{
    nothing_ready();
    ready(0, 0);
    CU_ASSERT_FALSE(batch_rests(s, &s->batches[0]));
}

static void
a_waiting_supervisor_is_not_told_of_a_batch_that_goes_on(void)
{
    nothing_ready();
    atomic_store(&s->supervisor_waits, 1);
    dissected(0, 0);
    CU_ASSERT_FALSE(event_is_raised());
    claim(0);
    finish(0, STAGE_DEFRAG, PACKETS);
    CU_ASSERT_FALSE(event_is_raised());
    for (uint32_t stage = s->n_stages; stage-- > STAGE_STREAMS;)
        finish(0, stage, PACKETS);
    CU_ASSERT(event_is_raised());
}

/* Packets are counted there too, one for each flow or stream. */
static void
what_is_flushed_goes_from_stage_to_stage(void)
{
    nothing_ready();
    dissected(0, 0);
    s->batches[0].flush = 1;
    s->batches[0].n_packets = 0;
    atomic_store(&room_of(0, STAGE_DISSECT)->done, 0);
    CU_ASSERT_EQUAL(claim(0), 100);
    atomic_store(&room_of(0, STAGE_DEFRAG)->done, 7);
    CU_ASSERT_EQUAL(claim(1), -1);
    atomic_store(&room_of(0, STAGE_DEFRAG)->state, TASK_READY); /* its worker died */
    CU_ASSERT_EQUAL(claim(1), 100);
    CU_ASSERT_EQUAL(claim(2), -1);
    finish(0, STAGE_DEFRAG, 9);
    CU_ASSERT_EQUAL(claim(1), 100 * (STAGE_FLOWS + 1));
    CU_ASSERT_EQUAL(atomic_load(&s->next[STAGE_DEFRAG]), 1);
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
    uint64_t(*values)[PACKETS] = made[task->batch - s->batches],
    number = atomic_load(&task->batch->number);

    if (task->stage != STAGE_DISSECT) {
        uint32_t before = task->stage == STAGE_DEFRAG ? STAGE_DISSECT : STAGE_DEFRAG;

        if (values[before][packet] != value_of(number, packet, before) ||
            stage_state[task->stage].sum++ != number * PACKETS + packet)
            atomic_fetch_add(&wrong, 1);
    }
    values[task->stage][packet] = value_of(number, packet, task->stage);
}

static void *
stage_worker(void *worker)
{
    uint32_t me = *(uint32_t *)worker, seen, n = 0;
    struct task task;

    do {
        seen = atomic_load(&s->wakeups);
        while (task_claim(s, me, &task)) {
            struct room *r = &task.batch->rooms[task.stage];
            uint32_t before = task.stage == STAGE_DEFRAG ? STAGE_DISSECT : STAGE_DEFRAG;
            uint32_t to = task.stage ? atomic_load(&task.batch->rooms[before].done) : PACKETS;

            for (uint32_t i = atomic_load(&r->done); i < to && !r->full; i++) {
                make_packet(&task, i);
                room_commit(r, i);
                r->full = i + 1 < PACKETS && n++ % 23 == 0; /* now and then */
            }
            task_finish(s, &task);
        }
    } while (tasks_wait(s, seen));
    return NULL;
}

/* The supervisor's part with a batch that rests: full rooms go on, or it is through. */
static bool
take_over(struct batch *b)
{
    uint32_t least = PACKETS;

    for (uint32_t stage = 0; stage < s->n_stages; stage++)
        least =
            atomic_load(&b->rooms[stage].done) < least ? atomic_load(&b->rooms[stage].done) : least;
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

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_stage_takes_the_batches_in_their_order),
        SENTENCE(a_stage_is_with_one_worker_at_a_time),
        SENTENCE(no_stage_begins_before_dissection),
        SENTENCE(streams_and_flows_wait_for_defragmentation_and_not_for_each_other),
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
        SENTENCE(every_stage_sees_every_packet_in_order),
        SENTENCES_END
    };

    s = shared_create(BATCHES);
    if (!s)
        return 99;
    return sentences("shared_stages", own);
}
