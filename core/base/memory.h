/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the programs that read records: it is there, or the program ends with a message. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed memory of count times size bytes; never NULL. */
void *need(size_t count, size_t size);

/* As realloc; never NULL. */
void *grow(void *old, size_t size);

struct chunk;

/* Many small pieces that are given back all at once. */
struct pool {
    struct chunk *first, *at;
    size_t used;   /* of the chunk at hand */
    size_t total;  /* bytes given out since the last reset */
    size_t budget; /* total never exceeds this; 0: no limit */
};

/* Zeroed and aligned for pointers and 64-bit numbers; NULL once the budget is spent. */
void *pool_take(struct pool *, size_t size);
void pool_reset(struct pool *);
void pool_free(struct pool *);

#endif
