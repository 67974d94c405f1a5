/* SPDX-License-Identifier: Apache-2.0 */
/* What the members of a file that was collected say of their blocks: where they belong in all that
 * has the file's header, of which it may be a part. */
#ifndef BLOCK_MARKS_H
#define BLOCK_MARKS_H

#include "exchange/block_reader.h"

/* At the beginning of a member: where its records belong.  False: there is none yet. */
bool block_marks_take(struct block_reader *);

/* Once the header was read: whether there are marks, and which part the file is. */
void block_marks_key(struct block_reader *);

/* Where reading goes on at this offset of the messages, when it may go on where it is said. */
struct position_mark block_marks_place(const struct block_reader *,
                                       const struct position_mark *from, uint64_t offset);

#endif
