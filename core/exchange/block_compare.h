/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of a file's blocks elsewhere, held against the file. */
#ifndef BLOCK_COMPARE_H
#define BLOCK_COMPARE_H

#include "exchange/block_reader.h"

/* Whether reading can go on there: the file has as much. */
bool block_compare_reaches(const struct block_reader *, struct block_work *,
                           const struct position_mark *);

/* Whether the messages' bytes before an offset are a block of this size and digest. */
bool block_compare_has(struct block_reader *, struct block_work *, uint64_t end, uint32_t size,
                       const uint8_t digest[BLOCK_DIGEST]);

#endif
