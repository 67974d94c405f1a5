/* SPDX-License-Identifier: Apache-2.0 */
/* Many workers at many tasks, and a dispatcher.  To be run under the thread sanitizer too. */
#include "harness.h"
#include "tasks_helper.h"

#include "run/dispatcher.h"
#include "shared/tasks_order.h"

#include <poll.h>
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 2000, BLOCKS = 20 };

/* What each stage did, plain: the thread sanitizer sees what is not handed over in order. */
static struct {
    uint64_t sum;
} stage_state[STAGES_MAX];
static uint64_t made[BATCHES][STAGES_MAX][PACKETS];
static uint32_t packed[BLOCKS];
static _Atomic uint32_t wrong;

static uint64_t
value_of(uint64_t number, uint32_t packet, uint32_t stage)
{
    return (number * PACKETS + packet) * STAGES_MAX + stage + 1;
}

/* One packet of a stage, from what the stage before made of it. */
static void
make_packet(const struct order *o, uint32_t packet)
{
    uint64_t (*values)[PACKETS] = made[o->batch];
    uint64_t number = s->batches[o->batch].number;

    if (o->stage != STAGE_DISSECT) {
        uint32_t before = stage_before(o->stage);

        if (values[before][packet] != value_of(number, packet, before) ||
            stage_state[o->stage].sum++ != number * PACKETS + packet)
            atomic_fetch_add(&wrong, 1);
    }
    values[o->stage][packet] = value_of(number, packet, o->stage);
}

static struct answer
obey(const struct order *o, uint32_t *n)
{
    struct answer a = { .done = o->from };

    if (o->block >= 0)
        return (struct answer){ .size = ++packed[o->block] };
    while (a.done < o->upto && !a.full) {
        make_packet(o, a.done++);
        a.full = a.done < o->upto && ++*n % 23 == 0; /* now and then */
    }
    return a;
}

static void *
worker(void *number)
{
    uint32_t me = *(uint32_t *)number, at = atomic_load(&s->desks[me].begin), n = 0;
    struct order o;

    while (orders_next(s, me, &at, &o)) {
        struct answer a = obey(&o, &n);

        orders_answer(s, me, at, &a);
    }
    return NULL;
}

static bool
rests(struct batch *b)
{
    bool rest;

    pthread_mutex_lock(&t->lock);
    rest = tasks_rest(t, b);
    pthread_mutex_unlock(&t->lock);
    return rest;
}

/* The supervisor's part with a batch that rests: full rooms go on, or it is through. */
static bool
take_over(struct batch *b)
{
    uint32_t least;

    pthread_mutex_lock(&t->lock);
    least = tasks_done(t, b);
    for (uint32_t stage = 0; stage < s->n_stages; stage++) {
        const struct room_task *r = tasks_room(t, b, stage);

        if (least < PACKETS && r->full && r->done <= least)
            tasks_give_room(t, b, stage);
    }
    if (least == PACKETS)
        tasks_forget(t, b);
    pthread_mutex_unlock(&t->lock);
    tasks_go_on(t);
    return least == PACKETS;
}

static void
give_out(uint64_t number)
{
    struct batch *b = &s->batches[number % BATCHES];

    b->n_packets = PACKETS;
    b->flush = 0;
    pthread_mutex_lock(&t->lock);
    tasks_give_batch(t, b, number);
    pthread_mutex_unlock(&t->lock);
    tasks_go_on(t);
}

/* Blocks go around, too; how many were done. */
static uint32_t
collect_blocks(uint32_t given)
{
    uint32_t n = 0;

    for (int i = 0; i < BLOCKS; i++) {
        struct block_task *b = &t->blocks[i];

        if (atomic_load_explicit(&b->state, memory_order_acquire) == TASK_DONE) {
            n++;
            if (b->answer.size != packed[i])
                atomic_fetch_add(&wrong, 1);
            atomic_store(&b->state, TASK_IDLE);
        }
        if (atomic_load(&b->state) == TASK_IDLE && given < ROUNDS) {
            given++;
            tasks_give_block(t, i, 0);
        }
    }
    return n;
}

/* Until each batch and block went around: a supervisor that sleeps when nothing is there. */
static void
supervise(void)
{
    uint64_t filled = 0, through = 0;
    uint32_t blocks = 0;

    while (through < ROUNDS || blocks < ROUNDS) {
        struct batch *oldest = &s->batches[through % BATCHES];

        blocks += collect_blocks(blocks);
        if (filled < ROUNDS && filled - through < BATCHES)
            give_out(filled++);
        else if (through < filled && rests(oldest))
            through += take_over(oldest);
        else
            poll(NULL, 0, 1);
    }
}

static void
every_stage_sees_every_packet_in_order(void)
{
    struct dispatcher dispatcher;
    pthread_t threads[THREADS];
    uint32_t numbers[THREADS];

    nothing_ready();
    t->at_once = ORDERS_AT_ONCE;
    s->n_stages = STAGE_FLOWS + 2;
    for (uint32_t i = 0; i < THREADS; i++) {
        numbers[i] = i;
        tasks_seat(t, i);
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, worker, &numbers[i]), 0);
    }
    CU_ASSERT_FATAL(dispatcher_start(&dispatcher, t));
    supervise();
    dispatcher_stop(&dispatcher);
    orders_stop(s);
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
