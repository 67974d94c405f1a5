/* SPDX-License-Identifier: Apache-2.0 */
/* The blocks that files fill and workers pack: whose each is, and what became of it. */
#ifndef BLOCKS_H
#define BLOCKS_H

#include "output/packer.h"
#include "shared/tasks.h"

struct blocks {
    struct tasks *tasks;
    bool alone; /* nobody else packs them */
    struct block_owner {
        bool is_open; /* a file fills it */
        uint32_t file;
        uint64_t number; /* in the file */
        uint64_t records;
    } owners[BLOCKS_MAX];
    struct packer packer; /* of what is packed here */
    struct textbuf copy;  /* of what a worker packed */
    struct textbuf note;  /* of the one at hand */
};

/* What became of a block, or of a part of it. */
struct piece {
    const uint8_t *bytes; /* NULL: it could not be packed */
    size_t size;
    uint64_t records;
    uint64_t left_out; /* values that have no form there */
    uint64_t damaged;  /* records that are none */
    bool last;         /* there is no more of the block */
};

/* What formats want of blocks; NULL behind the last one. */
struct block_sizes blocks_wanted(const struct file_format *const *formats);

void blocks_begin(struct blocks *, struct tasks *);
void blocks_end(struct blocks *);

/* The lowest that is free, so that the memory touched stays small, for a file to fill; -1 when all
 * are on their way. */
int blocks_open(struct blocks *, const struct file_format *, struct block_owner);

static inline uint8_t *
blocks_bytes(const struct blocks *b, int i)
{
    return b->tasks->shared->blocks[i].raw;
}

/* Hands one with so many bytes, of this plugin's records, to the workers; or it is free again. */
void blocks_close(struct blocks *, int, size_t plugin, const struct file_format *, uint32_t size);
void blocks_free(struct blocks *, int);

/* Whether it is packed, as far as it is at once, or nobody else will do it. */
bool blocks_is_done(const struct blocks *, int);

/* What was made of one that is done, its note in blocks.note; what no worker could pack, or was
 * changed since, or cannot be, is packed here. */
struct piece blocks_take(struct blocks *, int, const struct file_plan *);

/* Hands the rest of it to the workers. */
void blocks_go_on(struct blocks *, int);

#endif
