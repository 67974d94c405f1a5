/* SPDX-License-Identifier: Apache-2.0 */
/* A file of records as netcapd writes it: the header, then blocks, each a gzip member. */
#ifndef BLOCK_WRITER_H
#define BLOCK_WRITER_H

#include "netcap.pb-c.h"
#include "records/new_file.h"

struct block_writer {
    struct new_file file;
    uint8_t *block, *packed; /* records, each behind its length; what becomes of them */
    size_t used, size, capacity;
};

/* Each false when that cannot be done, which has been said. */
bool block_writer_begin(struct block_writer *, const struct out_folder *, const char *name,
                        const Types__Header *);
bool block_writer_add(struct block_writer *, const uint8_t *record, size_t size);
bool block_writer_finish(struct block_writer *);

/* Removes the file unless it is finished. */
void block_writer_free(struct block_writer *);

#endif
