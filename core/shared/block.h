/* SPDX-License-Identifier: Apache-2.0 */
/* A block: a run of one type's records, to be compressed by a worker. */
#ifndef BLOCK_H
#define BLOCK_H

#include "dissect/emit.h"

enum {
    BLOCK_TARGET = 256 << 10, /* records in a block, unless one record is longer */
    BLOCK_PACKED = RECORD_MAX + (64 << 10), /* compressed, at worst a little longer */
};

/* Workers only read it. */
struct block {
    _Alignas(4096) uint8_t raw[RECORD_MAX];
    uint32_t size; /* of raw */
};

/* What a worker makes of it. */
struct pack {
    _Alignas(4096) uint8_t bytes[BLOCK_PACKED];
};

#endif
