/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include "base/say.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE ((size_t)64 << 10)

struct chunk {
    struct chunk *next;
    size_t size;
    alignas(uint64_t) unsigned char bytes[];
};

static _Noreturn void
no_memory(void)
{
    say_error("out of memory");
    exit(STATUS_FAILED);
}

void *
need(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);

    if (!memory)
        no_memory();
    return memory;
}

void *
grow(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);

    if (!memory)
        no_memory();
    return memory;
}

static struct chunk *
new_chunk(size_t size)
{
    struct chunk *chunk = grow(NULL, sizeof *chunk + size);

    chunk->next = NULL;
    chunk->size = size;
    return chunk;
}

/* Chunks stay after a reset, so that the next record of the same size allocates nothing. */
static void
next_chunk(struct pool *pool, size_t size)
{
    struct chunk **link = pool->at ? &pool->at->next : &pool->first;

    if (!*link || (*link)->size < size) {
        struct chunk *chunk = new_chunk(size > CHUNK_SIZE ? size : CHUNK_SIZE);

        chunk->next = *link;
        *link = chunk;
    }
    pool->at = *link;
    pool->used = 0;
}

void *
pool_take(struct pool *pool, size_t size)
{
    const size_t align = alignof(uint64_t);
    void *piece;

    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + align - 1) / align * align;
    if (pool->budget && size > pool->budget - pool->total)
        return NULL;
    if (!pool->at || size > pool->at->size - pool->used)
        next_chunk(pool, size);
    piece = pool->at->bytes + pool->used;
    pool->used += size;
    pool->total += size;
    return memset(piece, 0, size);
}

void
pool_reset(struct pool *pool)
{
    pool->at = pool->first;
    pool->used = pool->total = 0;
}

void
pool_free(struct pool *pool)
{
    struct chunk *chunk = pool->first;

    while (chunk) {
        struct chunk *next = chunk->next;

        free(chunk);
        chunk = next;
    }
    pool->first = pool->at = NULL;
    pool->used = pool->total = 0;
}
