/* SPDX-License-Identifier: Apache-2.0 */
#include "tasks_helper.h"

#include "harness.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

struct shared *s;
struct tasks *t;

struct room_task *
room_of(int batch, uint32_t stage)
{
    return tasks_room(t, &s->batches[batch], stage);
}

void
nothing_ready(void)
{
    uint64_t count;

    for (int i = 0; i < BATCHES; i++)
        s->batches[i].n_packets = s->batches[i].flush = 0;
    memset(t->rooms, 0, BATCHES * sizeof *t->rooms);
    memset(t->next, 0, sizeof t->next);
    memset(t->mends, 0, sizeof t->mends);
    for (uint32_t i = 0; i < WORKERS_MAX; i++) {
        t->seats[i] = (struct seat){ .taken = false };
        orders_begin(s, i);
    }
    for (int i = 0; i < BLOCKS_MAX; i++)
        atomic_store(&t->blocks[i].state, TASK_IDLE);
    atomic_store(&t->blocks_upto, 16); /* those that tests use */
    t->at_once = 1;
    t->supervisor_waits = false;
    s->n_stages = 1;
    atomic_store(&s->stop, 0);
    while (read(t->event, &count, sizeof count) > 0)
        ;
}

void
ready(int batch, uint64_t number)
{
    s->batches[batch].number = number;
    s->batches[batch].n_packets = PACKETS;
    room_of(batch, STAGE_DISSECT)->state = TASK_READY;
}

int64_t
claim(void)
{
    uint32_t worker = 0;
    const struct order *o;

    while (t->seats[worker].n)
        worker++;
    t->seats[worker].taken = true;
    tasks_go_on(t);
    t->seats[worker].taken = false; /* others' answers order it nothing more */
    o = tasks_at(t, worker);
    if (!o)
        return -1;
    return o->block >= 0 ? 1000 + o->block
                         : (int64_t)s->batches[o->batch].number + 100 * o->stage;
}

uint32_t
worker_at(int batch, uint32_t stage)
{
    for (uint32_t i = 0; i < WORKERS_MAX; i++) {
        const struct order *o = tasks_at(t, i);

        if (o && o->block < 0 && o->batch == (uint32_t)batch && o->stage == stage)
            return i;
    }
    CU_FAIL_FATAL("nobody is at it");
    return 0;
}

static void
answer(int batch, uint32_t stage, uint32_t done, bool full)
{
    uint32_t worker = worker_at(batch, stage);

    orders_answer(s, worker, t->seats[worker].oldest,
                  &(struct answer){ .done = done, .full = full });
    tasks_go_on(t);
}

void
finish(int batch, uint32_t stage, uint32_t done)
{
    answer(batch, stage, done, false);
}

void
fill(int batch, uint32_t stage, uint32_t done)
{
    answer(batch, stage, done, true);
}

bool
event_is_raised(void)
{
    struct pollfd fd = { t->event, POLLIN, 0 };

    return poll(&fd, 1, 0) > 0;
}

void
dissected(int batch, uint64_t number)
{
    s->n_stages = STAGE_FLOWS + 2;
    s->batches[batch].n_packets = PACKETS;
    s->batches[batch].number = number;
    for (uint32_t stage = STAGE_DEFRAG; stage < s->n_stages; stage++)
        *room_of(batch, stage) = (struct room_task){ .state = TASK_READY };
    *room_of(batch, STAGE_DISSECT) = (struct room_task){ .state = TASK_DONE, .done = PACKETS };
}

int
with_batches(int (*run)(void))
{
    s = shared_create(BATCHES, (struct block_sizes){ .small = 1 });
    t = s ? tasks_create(s) : NULL;
    return t ? run() : 99;
}
