/* SPDX-License-Identifier: Apache-2.0 */
/* A block: a run of one type's records, to be packed by a worker for a file of some format.  There
 * are two sizes of them: most formats want little at a time, Parquet much. */
#ifndef BLOCK_H
#define BLOCK_H

#include "base/file_style.h"
#include "dissect/emit.h"

enum {
    BLOCK_TARGET = 256 << 10, /* records in a block, unless one record is longer */
    BLOCK_PACKED = RECORD_MAX + (64 << 10), /* compressed, at worst a little longer */
    LARGE_TARGET = 2 << 20,
    LARGE_RAW = LARGE_TARGET + RECORD_MAX,
    LARGE_PACKED = LARGE_RAW + RECORD_MAX,
};

/* Workers only read it, and what is there. */
struct block {
    uint8_t *raw;
    uint32_t raw_size, packed_size; /* room for records, and for what they become */
    uint32_t size;   /* of the records */
    uint32_t plugin; /* whose they are, */
    uint32_t format; /* and what they become: see shared/styles */
    uint8_t *packed; /* what a worker makes of it: bytes for the file, then the note on them */
};

#endif
