/* SPDX-License-Identifier: Apache-2.0 */
/* What a block of records is known by wherever it goes: equal ids mean equal records.
 *
 * On the wire and in files it is BLOCK_ID bytes, numbers with their highest byte first:
 *
 *     0   16  the file's id (source/file_id.h), which names run, set and type
 *     16   8  where in the file's messages, unpacked, the block begins, in bytes
 *     24   4  how many bytes of records it has, unpacked, with the lengths before them
 *     28   8  the first bytes of the SHA-256 of those bytes
 *
 * As text it is "FILE-OFFSET-SIZE-DIGEST", in hexadecimal, FILE and DIGEST of fixed width.  Blocks
 * of one file follow each other without gaps, but for records that were too long to be sent. */
#ifndef BLOCK_ID_H
#define BLOCK_ID_H

#include "source/file_id.h"

enum {
    BLOCK_ID = 36,
    BLOCK_DIGEST = 8,
    BLOCK_ID_TEXT = 32 + 1 + 16 + 1 + 8 + 1 + 16 + 1,
    BLOCK_RAW_MOST = 2 << 20, /* bytes of records in a block, unpacked */
    BLOCK_WANTED = 256 << 10, /* and as they are cut, unless one record is longer */
};

struct block_id {
    struct file_id file;
    uint64_t offset;
    uint32_t size;
    uint8_t digest[BLOCK_DIGEST];
};

struct block_id block_id_of(const struct file_id *, uint64_t offset, const uint8_t *records,
                            size_t size);
bool block_id_same(const struct block_id *, const struct block_id *);

void block_id_put(const struct block_id *, uint8_t to[BLOCK_ID]);
struct block_id block_id_get(const uint8_t from[BLOCK_ID]);
void block_id_text(const struct block_id *, char to[BLOCK_ID_TEXT]);

/* How many records stand in these bytes, each behind its length; -1: they are something else. */
int64_t block_count(const uint8_t *records, size_t size);

#endif
