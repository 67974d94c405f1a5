/* SPDX-License-Identifier: Apache-2.0 */
/* Output files from inside; for output.c and output_take.c alone. */
#ifndef OUTPUT_FILE_H
#define OUTPUT_FILE_H

#include "output/output.h"

struct file {
    int fd; /* -1: not there yet */
    char *path, *part;
    int open;                /* index of the block being filled; -1: none */
    uint32_t filled;         /* bytes in it: what the block says is anybody's to change */
    uint64_t blocks, next;   /* blocks begun; the next one to be written */
    uint64_t records, bytes, written;
};

struct output {
    struct output_options options;
    struct shared *shared;
    const Catalog__Catalog *catalog;
    const Catalog__Settings *settings;
    output_wait *wait;
    void *context;
    bool failed;
    uint64_t records;
    struct file files[PLUGINS_MAX];
    struct place_in_room { /* of the oldest batch: what of each room is taken over */
        uint32_t chunk, index, bytes; /* offset of the chunk, 0: none yet; in it */
    } taken[STAGES_MAX][PLUGINS_MAX];
    struct place { /* of each block: where it belongs */
        uint32_t file;
        uint64_t number;
    } places[BLOCKS_MAX];
};

/* Adds a record, or records that fit together, to a type's block. */
bool output_append(struct output *, size_t plugin, const uint8_t *bytes, uint32_t n);

/* Says the first failure; always false. */
bool output_fail(struct output *, const char *path, const char *doing);

#endif
