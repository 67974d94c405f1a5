/* SPDX-License-Identifier: Apache-2.0 */
/* A file of records, which may still grow, read as the blocks that it is made of.
 *
 * A block is a gzip member or zstd frame as netcapd wrote it, or what is cut of anything else: at
 * most BLOCK_WANTED bytes of records, or one that is longer.  What is not whole yet is as if it
 * were not there; it is looked at once more from where the last block ended. */
#ifndef BLOCK_READER_H
#define BLOCK_READER_H

#include "exchange/transport.h"
#include "exchange/type_name.h"
#include "output/position.h"

#include <sys/types.h>

struct codec;

struct block_reader {
    char *path;
    int fd;
    const struct codec *codec; /* NULL: not compressed */
    bool known;                /* its first message is there: what follows says what it is */
    struct outlet_file about;
    uint8_t *header; /* what that points to: as it stands, as it is read, and the type's name */
    Types__Header *parsed;
    char type[TYPE_NAME_MOST + 1];
    /* Messages are read up to `done`; at `raw`, in the file, a member begins with those from
     * `base` on. */
    uint64_t done, raw, base;
    uint64_t seen; /* how large the file was when there was nothing more whole */
    bool cut;      /* and something that is not */
    uint64_t too_long; /* records that were passed over */
    /* One that was collected has blocks that say where they belong: they may be a part of all that
     * has this header, and then what is counted above begins at `first`. */
    bool marked;
    uint64_t first;
    bool has_key;       /* there is enough of it to tell it from the other parts: */
    struct file_id key; /* about.id, but of those behind the first part */
};

/* What reading needs at a time, of one file after the other. */
struct block_work;
struct block_work *block_work_new(void);
void block_work_free(struct block_work *);

enum block_result {
    BLOCKS_ONE,  /* a block */
    BLOCKS_NONE, /* nothing more that is whole: the file may grow */
    BLOCKS_CUT,  /* the same, and what stands there is not whole */
    BLOCKS_DAMAGED,
};

/* False with errno set when it cannot be opened. */
bool block_reader_open(struct block_reader *, const char *path);
void block_reader_close(struct block_reader *);

/* Reads the header, if it is there; BLOCKS_ONE: it is. */
enum block_result block_reader_begin(struct block_reader *, struct block_work *);

/* Goes on at a mark of before, or at the header's end. */
void block_reader_go_on(struct block_reader *, uint64_t done, uint64_t raw, uint64_t base);

/* It is not read from for now, or is closed. */
void block_reader_forget(struct block_work *, const struct block_reader *);

/* Reads on in another file that has the same header and the same messages, as one that was moved to
 * another disk; that one gets what was read before. */
void block_reader_move(struct block_reader *, struct block_work *, struct block_reader *to);

/* The next block, good until the next call for any file; `member`: also packed. */
enum block_result block_reader_next(struct block_reader *, struct block_work *, bool member,
                               struct outlet_block *);

#endif
