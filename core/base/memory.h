/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for programs that are of no use without it: it is there, or they say so and end. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

/* Zeroed memory of count times size bytes; never NULL. */
void *need(size_t count, size_t size);

/* As realloc; never NULL. */
void *grow(void *old, size_t size);

struct slab;

/* Memory taken bit by bit and given back all at once. */
struct pool {
    struct slab *first, *at;
    size_t used;   /* of the slab at hand */
    size_t total;  /* bytes given out since the last reset */
    size_t budget; /* total never exceeds this; 0: no limit */
};

/* Zeroed and aligned for pointers and 64-bit numbers; NULL once the budget is spent. */
void *pool_take(struct pool *, size_t size);

/* Takes all of it back, and keeps it for what is taken next. */
void pool_reset(struct pool *);
void pool_free(struct pool *);

#endif
