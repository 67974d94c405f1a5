/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks that files fill and workers compress: whose each is, and what became of it. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "shared/tasks.h"

struct blocks {
    struct tasks *tasks;
    bool alone; /* nobody else compresses them */
    struct block_owner {
        bool is_open;    /* a file fills it */
        uint32_t file;
        uint64_t number; /* in the file */
    } owners[BLOCKS_MAX];
    uint8_t packed[BLOCK_PACKED]; /* of the one at hand */
};

/* The lowest that is free, so that the memory touched stays small, for a file to fill; -1 when all
 * are on their way. */
int blocks_open(struct blocks *, struct block_owner);

static inline uint8_t *
blocks_bytes(const struct blocks *b, int i)
{
    return b->tasks->shared->blocks[i].raw;
}

/* Hands one with so many bytes to the workers; or it is free again. */
void blocks_close(struct blocks *, int, uint32_t size);
void blocks_free(struct blocks *, int);

/* Whether it is compressed, or nobody else will do it. */
bool blocks_is_done(const struct blocks *, int);

/* What was made of one that is done; what no worker could compress, or what was changed since, is
 * compressed here.  Size 0 when that fails. */
const uint8_t *blocks_packed(struct blocks *, int, uint32_t *size);

#endif
