/* SPDX-License-Identifier: Apache-2.0 */
#include "shared.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *
map(size_t size)
{
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

struct shared *
shared_create(uint32_t n_batches)
{
    struct shared *s = map(sizeof *s);

    if (!s)
        return NULL;
    s->n_batches = n_batches;
    s->batches = map(n_batches * sizeof *s->batches);
    s->blocks = map(BLOCKS_MAX * sizeof *s->blocks);
    s->done_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!s->batches || !s->blocks || s->done_event < 0)
        return NULL;
    return s;
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

static struct batch *
oldest_ready(struct shared *s)
{
    struct batch *oldest = NULL;

    for (uint32_t i = 0; i < s->n_batches; i++) {
        struct batch *b = &s->batches[i];

        if (atomic_load_explicit(&b->state, memory_order_acquire) == TASK_READY &&
            (!oldest || b->number < oldest->number))
            oldest = b;
    }
    return oldest;
}

bool
shared_claim(struct shared *s, uint32_t worker, struct batch **batch, int *block)
{
    struct batch *b;

    *batch = NULL;
    *block = claim_block(s, worker);
    if (*block >= 0)
        return true;
    while ((b = oldest_ready(s))) {
        uint32_t ready = TASK_READY;

        if (atomic_compare_exchange_strong(&b->state, &ready, TASK_TAKEN + worker)) {
            *batch = b;
            return true;
        }
    }
    return false;
}

void
shared_finish(struct shared *s, _Atomic uint32_t *state)
{
    uint64_t one = 1;

    atomic_store(state, TASK_DONE);
    if (atomic_load(&s->supervisor_waits) && write(s->done_event, &one, sizeof one) < 0)
        return; /* the counter is full: the supervisor is awake already */
}
