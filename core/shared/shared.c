/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/shared.h"

#include <sys/eventfd.h>
#include <sys/mman.h>

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
