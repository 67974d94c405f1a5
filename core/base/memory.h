/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for programs that are of no use without it: it is there, or they say so and end. */
#ifndef MEMORY_H
#define MEMORY_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>

/* Zeroed memory of count times size bytes; never NULL. */
void *need(size_t count, size_t size);

/* As realloc; never NULL. */
void *grow(void *old, size_t size);

/* A copy of a text, and one made as printf does; never NULL. */
char *need_copy(const char *text);
char *need_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* With this protobuf-c unpacks a message or ends the program, so that NULL says that the bytes are
 * damaged. */
extern ProtobufCAllocator need_for_messages;

/* Says that there is no memory and ends the program.  What was written is in .part files. */
_Noreturn void out_of_memory(void);

/* The exit status then, where it is not STATUS_FAILED; and that nothing else is run then, such as
 * plugins' destructors. */
void out_of_memory_ends_with(int status);

/* What is freed stays with the program, for what it takes next: for work in large pieces, one like
 * the other. */
void memory_keep(void);

/* So does small memory; large one, zeroed, costs nothing where it is not touched, as at the start:
 * for who does the same over and over. */
void memory_keep_small(void);

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
