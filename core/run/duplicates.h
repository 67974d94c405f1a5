/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that were captured twice: equal bytes behind the link header, as two ports of a mirror
 * give them, within a second and DUPLICATES_WINDOW packets. */
#ifndef DUPLICATES_H
#define DUPLICATES_H

#include "shared/batch.h"

enum { DUPLICATES_WINDOW = 64 << 10 };

struct duplicates;

/* NULL, and it is said, when memory is short. */
struct duplicates *duplicates_create(void);
void duplicates_free(struct duplicates *);

/* How many of these packets of a batch, the next in the order of the capture, are such. */
uint32_t duplicates_see(struct duplicates *, const struct batch *, uint32_t from, uint32_t upto);

#endif
