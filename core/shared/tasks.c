/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/tasks.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

static void
futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
    syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

static void
wake(struct shared *s, uint32_t n)
{
    atomic_fetch_add(&s->wakeups, 1);
    futex(&s->wakeups, FUTEX_WAKE, n);
}

void
task_publish(struct shared *s, _Atomic uint32_t *state)
{
    atomic_store_explicit(state, TASK_READY, memory_order_release);
    wake(s, 1);
}

void
tasks_stop(struct shared *s)
{
    atomic_store(&s->stop, 1);
    wake(s, INT_MAX);
}

bool
tasks_wait(struct shared *s, uint32_t wakeups)
{
    if (atomic_load(&s->stop))
        return false;
    futex(&s->wakeups, FUTEX_WAIT, wakeups);
    return true;
}

/* Blocks come first: they free memory, and output flows. */
static int
claim_block(struct shared *s, uint32_t worker)
{
    for (int i = 0; i < BLOCKS_MAX; i++) {
        uint32_t ready = TASK_READY;

        if (atomic_load_explicit(&s->block_states[i], memory_order_relaxed) == TASK_READY &&
            atomic_compare_exchange_strong(&s->block_states[i], &ready, TASK_TAKEN + worker))
            return i;
    }
    return -1;
}

static bool
is_complete(const struct batch *b, const struct room *r)
{
    return !r->full && (b->flush || atomic_load(&r->done) >= b->n_packets);
}

/* How a stage stands with a batch, see tasks.h. */
enum standing { AT_WORK, CAN_GO_ON, WAITS, STOPPED, COMPLETE };

static enum standing
standing(const struct batch *b, uint32_t stage, bool fed)
{
    const struct room *r = &b->rooms[stage];

    switch (atomic_load(&r->state)) {
    case TASK_READY: return fed ? CAN_GO_ON : WAITS;
    case TASK_DONE: return is_complete(b, r) ? COMPLETE : STOPPED;
    default: return AT_WORK;
    }
}

static bool
is_behind(const struct room *r, const struct room *before)
{
    return atomic_load(&r->done) < atomic_load(&before->done);
}

/* Dissection always is. */
static bool
is_fed(const struct batch *b, uint32_t stage)
{
    uint32_t before = stage_before(stage);

    if (stage == STAGE_DISSECT)
        return true;
    switch (standing(b, before, is_fed(b, before))) {
    case COMPLETE: return true;
    case WAITS:
    case STOPPED: return !b->flush && is_behind(&b->rooms[stage], &b->rooms[before]);
    default: return false;
    }
}

static bool
try_claim(struct batch *b, uint32_t stage, uint32_t worker, struct task *task)
{
    uint32_t ready = TASK_READY;

    if (!atomic_compare_exchange_strong(&b->rooms[stage].state, &ready, TASK_TAKEN + worker))
        return false;
    *task = (struct task){ b, stage, -1 };
    return true;
}

static bool
is_next(const struct shared *s, const struct batch *b, uint32_t stage)
{
    return atomic_load(&b->number) == atomic_load(&s->next[stage]) && is_fed(b, stage);
}

/* The batch each stage is at; those behind first, as they set batches free. */
static bool
claim_stage(struct shared *s, uint32_t worker, struct task *task)
{
    for (uint32_t stage = s->n_stages; stage-- > STAGE_DEFRAG;) {
        struct batch *b = &s->batches[atomic_load(&s->next[stage]) % s->n_batches];
        _Atomic uint32_t *state = &b->rooms[stage].state;

        if (atomic_load(state) != TASK_READY || !is_next(s, b, stage) ||
            !try_claim(b, stage, worker, task))
            continue;
        if (is_next(s, b, stage))
            return true;
        task_publish(s, state); /* the slot became another batch's between the looks */
    }
    return false;
}

static struct batch *
oldest_ready(struct shared *s)
{
    struct batch *oldest = NULL;

    for (uint32_t i = 0; i < s->n_batches; i++) {
        struct batch *b = &s->batches[i];
        uint32_t state = atomic_load_explicit(&b->rooms[STAGE_DISSECT].state, memory_order_acquire);

        if (state == TASK_READY && (!oldest || b->number < oldest->number))
            oldest = b;
    }
    return oldest;
}

bool
task_claim(struct shared *s, uint32_t worker, struct task *task)
{
    struct batch *b;

    *task = (struct task){ NULL, 0, claim_block(s, worker) };
    if (task->block >= 0 || claim_stage(s, worker, task))
        return true;
    while ((b = oldest_ready(s)))
        if (try_claim(b, STAGE_DISSECT, worker, task))
            return true;
    return false;
}

bool
batch_rests(const struct shared *s, const struct batch *b)
{
    for (uint32_t stage = 0; stage < s->n_stages; stage++)
        if (standing(b, stage, is_fed(b, stage)) < WAITS)
            return false;
    return true;
}

/* A stage that keeps state goes on to the next batch, or waits for more of this one. */
static void
hand_on(struct shared *s, const struct task *task)
{
    struct room *r = &task->batch->rooms[task->stage];
    bool complete = is_complete(task->batch, r);

    /* First this: once the room is done the batch may become another. */
    if (complete)
        atomic_store(&s->next[task->stage], atomic_load(&task->batch->number) + 1);
    atomic_store(&r->state, r->full || complete ? TASK_DONE : TASK_READY);
}

static void
finish_room(struct shared *s, const struct task *task)
{
    if (task->stage == STAGE_DISSECT)
        atomic_store(&task->batch->rooms[STAGE_DISSECT].state, TASK_DONE);
    else
        hand_on(s, task);
    if (s->n_stages > 1) /* several wait for defragmentation */
        wake(s, task->stage == STAGE_DEFRAG ? INT_MAX : 1);
}

void
task_finish(struct shared *s, const struct task *task)
{
    uint64_t one = 1;

    if (task->batch)
        finish_room(s, task);
    else
        atomic_store(&s->block_states[task->block], TASK_DONE);
    if (atomic_load(&s->supervisor_waits) && (!task->batch || batch_rests(s, task->batch)) &&
        write(s->done_event, &one, sizeof one) < 0)
        return; /* the counter is full: the supervisor is awake already */
}
