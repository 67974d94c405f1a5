/* SPDX-License-Identifier: Apache-2.0 */
#include "output/blocks.h"

#include "base/compress.h"

#include <string.h>

static uint32_t
state_of(const struct blocks *b, int i)
{
    return atomic_load_explicit(&b->tasks->blocks[i].state, memory_order_acquire);
}

int
blocks_open(struct blocks *b, struct block_owner owner)
{
    for (int i = 0; i < BLOCKS_MAX; i++)
        if (!b->owners[i].is_open && state_of(b, i) == TASK_IDLE) {
            b->owners[i] = owner;
            b->owners[i].is_open = true;
            return i;
        }
    return -1;
}

void
blocks_close(struct blocks *b, int i, uint32_t size)
{
    b->tasks->shared->blocks[i].size = size;
    b->owners[i].is_open = false;
    tasks_give_block(b->tasks, i);
}

void
blocks_free(struct blocks *b, int i)
{
    b->owners[i].is_open = false;
    atomic_store(&b->tasks->blocks[i].state, TASK_IDLE);
}

bool
blocks_is_done(const struct blocks *b, int i)
{
    uint32_t state = state_of(b, i);

    return state == TASK_DONE || (b->alone && state != TASK_IDLE);
}

/* A copy of what a worker made; false when it is not that any more. */
static bool
take_packed(struct blocks *b, int i, uint32_t size)
{
    memcpy(b->packed, b->tasks->shared->packs[i].bytes, size);
    return compress_checksum(b->packed, size) == b->tasks->blocks[i].checksum;
}

const uint8_t *
blocks_packed(struct blocks *b, int i, uint32_t *size)
{
    const struct block *block = &b->tasks->shared->blocks[i];

    *size = b->alone ? 0 : b->tasks->blocks[i].packed;
    if (!*size || !take_packed(b, i, *size))
        *size = (uint32_t)compress_block(block->raw, block->size, b->packed, sizeof b->packed);
    return b->packed;
}
