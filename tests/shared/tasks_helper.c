/* SPDX-License-Identifier: Apache-2.0 */
#include "tasks_helper.h"

#include <poll.h>
#include <unistd.h>

struct shared *s;

struct room *
room_of(int batch, uint32_t stage)
{
    return &s->batches[batch].rooms[stage];
}

void
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

void
ready(int batch, uint64_t number)
{
    atomic_store(&s->batches[batch].number, number);
    task_publish(s, &room_of(batch, STAGE_DISSECT)->state);
}

int64_t
claim(uint32_t worker)
{
    struct task task;

    if (!task_claim(s, worker, &task))
        return -1;
    return task.batch ? (int64_t)atomic_load(&task.batch->number) + 100 * task.stage
                      : 1000 + task.block;
}

void
finish(int batch, uint32_t stage, uint32_t done)
{
    atomic_store(&room_of(batch, stage)->done, done);
    task_finish(s, &(struct task){ &s->batches[batch], stage, -1 });
}

bool
event_is_raised(void)
{
    struct pollfd fd = { s->done_event, POLLIN, 0 };

    return poll(&fd, 1, 0) > 0;
}

void
dissected(int batch, uint64_t number)
{
    s->n_stages = STAGE_FLOWS + 2;
    s->batches[batch].n_packets = PACKETS;
    atomic_store(&s->batches[batch].number, number);
    for (uint32_t stage = STAGE_DEFRAG; stage < s->n_stages; stage++)
        atomic_store(&room_of(batch, stage)->state, TASK_READY);
    finish(batch, STAGE_DISSECT, PACKETS);
}

int
with_batches(int (*run)(void))
{
    s = shared_create(BATCHES);
    return s ? run() : 99;
}
