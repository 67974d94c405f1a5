/* SPDX-License-Identifier: Apache-2.0 */
#include "run/worker.h"

#include "base/compress.h"
#include "stages/dissection.h"
#include "stages/stages.h"

#include <stdlib.h>

static void
do_block(struct block *b)
{
    uint32_t size = b->size < sizeof b->raw ? b->size : sizeof b->raw;

    b->packed_size = (uint32_t)compress_block(b->raw, size, b->packed, sizeof b->packed);
}

static void
do_task(struct shared *s, const struct plugins *plugins, struct dissector *d,
        const struct task *task)
{
    if (!task->batch)
        do_block(&s->blocks[task->block]);
    else if (task->stage == STAGE_DISSECT)
        do_dissection(s, d, task->batch);
    else
        do_stage(s, plugins, d, task);
}

void
worker_run(struct shared *s, const struct plugins *plugins, uint32_t worker)
{
    struct dissector *d = malloc(sizeof *d);
    struct task task;
    uint32_t wakeups;

    if (!d || !dissector_create(d, plugins, &s->dissect))
        return;
    do {
        wakeups = atomic_load(&s->wakeups);
        while (task_claim(s, worker, &task)) {
            do_task(s, plugins, d, &task);
            task_finish(s, &task);
        }
    } while (tasks_wait(s, wakeups));
    dissector_destroy(d);
    free(d);
}
