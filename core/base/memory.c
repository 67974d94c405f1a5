/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include "base/say.h"

#include <malloc.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SLAB_SIZE ((size_t)64 << 10)

struct slab {
    struct slab *next;
    size_t size;
    alignas(uint64_t) unsigned char bytes[];
};

enum { KEEP = 32 << 20, KEEP_IN_ALL = 256 << 20, SPARSE = 300 << 10 };

static int end_status; /* 0: a program like any other ends */

void
out_of_memory_ends_with(int status)
{
    end_status = status;
}

void
memory_keep(void)
{
    mallopt(M_MMAP_THRESHOLD, KEEP);
    mallopt(M_TRIM_THRESHOLD, KEEP_IN_ALL);
}

void
memory_keep_small(void)
{
    mallopt(M_MMAP_THRESHOLD, SPARSE);
    mallopt(M_TRIM_THRESHOLD, KEEP_IN_ALL);
}

void
out_of_memory(void)
{
    say_error("out of memory");
    if (end_status)
        _exit(end_status);
    exit(STATUS_FAILED);
}

void *
need(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);

    if (!memory)
        out_of_memory();
    return memory;
}

void *
grow(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);

    if (!memory)
        out_of_memory();
    return memory;
}

char *
need_copy(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(need(1, size), text, size);
}

char *
need_text(const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        out_of_memory();
    va_end(args);
    return text;
}

static void *
need_for_message(void *none, size_t size)
{
    (void)none;
    return grow(NULL, size);
}

static void
free_of_message(void *none, void *memory)
{
    (void)none;
    free(memory);
}

ProtobufCAllocator need_for_messages = { need_for_message, free_of_message, NULL };

static struct slab *
new_slab(size_t size)
{
    struct slab *slab = grow(NULL, sizeof *slab + size);

    slab->next = NULL;
    slab->size = size;
    return slab;
}

/* Slabs stay after a reset, so that the next record of the same size allocates nothing. */
static void
next_slab(struct pool *pool, size_t size)
{
    struct slab **link = pool->at ? &pool->at->next : &pool->first;

    if (!*link || (*link)->size < size) {
        struct slab *slab = new_slab(size > SLAB_SIZE ? size : SLAB_SIZE);

        slab->next = *link;
        *link = slab;
    }
    pool->at = *link;
    pool->used = 0;
}

void *
pool_take(struct pool *pool, size_t size)
{
    const size_t align = alignof(uint64_t);
    void *memory;

    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + align - 1) / align * align;
    if (pool->budget && size > pool->budget - pool->total)
        return NULL;
    if (!pool->at || size > pool->at->size - pool->used)
        next_slab(pool, size);
    memory = pool->at->bytes + pool->used;
    pool->used += size;
    pool->total += size;
    return memset(memory, 0, size);
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
    struct slab *slab = pool->first;

    while (slab) {
        struct slab *next = slab->next;

        free(slab);
        slab = next;
    }
    pool->first = pool->at = NULL;
    pool->used = pool->total = 0;
}
