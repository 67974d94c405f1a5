/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/shared.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *
map(size_t size, int protection)
{
    void *p = mmap(NULL, size, protection, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

struct shared *
shared_create(uint32_t n_batches)
{
    struct shared *s = map(sizeof *s, PROT_READ | PROT_WRITE);

    if (!s)
        return NULL;
    s->n_batches = n_batches;
    s->n_stages = 1;
    s->state_size = STATE_MAX;
    while (!(s->state = map(s->state_size, PROT_NONE)) && s->state_size > STATE_LEAST)
        s->state_size /= 2; /* where the system counts what is mapped, not what is used */
    s->batches = map(n_batches * sizeof *s->batches, PROT_READ | PROT_WRITE);
    s->blocks = map(BLOCKS_MAX * sizeof *s->blocks, PROT_READ | PROT_WRITE);
    s->done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!s->state || !s->batches || !s->blocks || s->done_event < 0)
        return NULL;
    return s;
}

bool
shared_open_state(struct shared *s)
{
    return !s->state_used || mprotect(s->state, s->state_used, PROT_READ | PROT_WRITE) == 0;
}

static long
futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
    return syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

void
shared_publish(struct shared *s, _Atomic uint32_t *state)
{
    atomic_store_explicit(state, TASK_READY, memory_order_release);
    atomic_fetch_add(&s->work, 1);
    futex(&s->work, FUTEX_WAKE, 1);
}

void
shared_stop(struct shared *s)
{
    atomic_store(&s->stop, 1);
    atomic_fetch_add(&s->work, 1);
    futex(&s->work, FUTEX_WAKE, INT_MAX);
}

bool
shared_wait_for_work(struct shared *s, uint32_t seen)
{
    if (atomic_load(&s->stop))
        return false;
    futex(&s->work, FUTEX_WAIT, seen);
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

/* The stage whose packets this one can do, once they are done. */
static uint32_t
before(uint32_t stage)
{
    return stage > STAGE_DEFRAG ? STAGE_DEFRAG : STAGE_DISSECT;
}

static bool
is_complete(const struct batch *b, uint32_t stage)
{
    const struct room *r = &b->rooms[stage];

    return atomic_load(&r->state) == TASK_DONE && !r->full && (b->flush || atomic_load(&r->done) >= b->n_packets);
}

static bool is_fed(const struct batch *, uint32_t stage);

/* Whether a stage can do no more of a batch before others have done something. */
static bool
rests(const struct batch *b, uint32_t stage)
{
    uint32_t state = atomic_load(&b->rooms[stage].state);

    return state == TASK_DONE || (state == TASK_READY && stage != STAGE_DISSECT && !is_fed(b, stage));
}

/* Whether the stage before is through, or holds still and has done packets that this one has not. */
static bool
is_fed(const struct batch *b, uint32_t stage)
{
    uint32_t earlier = before(stage);

    return is_complete(b, earlier) ||
           (!b->flush && rests(b, earlier) &&
            atomic_load(&b->rooms[stage].done) < atomic_load(&b->rooms[earlier].done));
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

        if (atomic_load(state) != TASK_READY || !is_next(s, b, stage) || !try_claim(b, stage, worker, task))
            continue;
        if (is_next(s, b, stage))
            return true;
        shared_publish(s, state); /* the slot became another batch's between the looks */
    }
    return false;
}

static struct batch *
oldest_ready(struct shared *s)
{
    struct batch *oldest = NULL;

    for (uint32_t i = 0; i < s->n_batches; i++) {
        struct batch *b = &s->batches[i];

        if (atomic_load_explicit(&b->rooms[STAGE_DISSECT].state, memory_order_acquire) == TASK_READY &&
            (!oldest || b->number < oldest->number))
            oldest = b;
    }
    return oldest;
}

bool
shared_claim(struct shared *s, uint32_t worker, struct task *task)
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
        if (!rests(b, stage))
            return false;
    return true;
}

/* A stage that is through goes on to the next batch; one that has done all there is waits for more. */
static void
finish_stage(struct shared *s, const struct task *task)
{
    struct room *r = &task->batch->rooms[task->stage];
    bool through = task->batch->flush || atomic_load(&r->done) >= task->batch->n_packets;

    /* First this: once the room is done the batch may become another. */
    if (through && !r->full)
        atomic_store(&s->next[task->stage], atomic_load(&task->batch->number) + 1);
    atomic_store(&r->state, r->full || through ? TASK_DONE : TASK_READY);
    atomic_fetch_add(&s->work, 1);
    futex(&s->work, FUTEX_WAKE, task->stage == STAGE_DEFRAG ? INT_MAX : 1);
}

void
shared_finish(struct shared *s, const struct task *task)
{
    uint64_t one = 1;

    if (!task->batch)
        atomic_store(&s->block_states[task->block], TASK_DONE);
    else if (task->stage != STAGE_DISSECT)
        finish_stage(s, task);
    else {
        atomic_store(&task->batch->rooms[STAGE_DISSECT].state, TASK_DONE);
        if (s->n_stages > 1) {
            atomic_fetch_add(&s->work, 1);
            futex(&s->work, FUTEX_WAKE, 1);
        }
    }
    if (atomic_load(&s->supervisor_waits) && (!task->batch || batch_rests(s, task->batch)) &&
        write(s->done_event, &one, sizeof one) < 0)
        return; /* the counter is full: the supervisor is awake already */
}
