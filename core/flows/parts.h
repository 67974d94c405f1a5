/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of a flow comes next, long after the flow itself is forgotten.
 *
 * A table of sets that each remember the last parts of a few ids, and the highest part they ever
 * forgot: whoever is not remembered begins above that.  So parts of an id never repeat, in memory
 * that never grows, and they count 1, 2, 3 as long as a set holds the ids that fall into it.
 *
 * Behind the last number, 2^32 - 1, an id has no other.
 *
 * The numbers are written, so the hash has no secret seed: chosen ids make gaps, nothing else. */
#ifndef PARTS_H
#define PARTS_H

#include "shared/undo.h"

enum { PARTS_SETS = 1 << 17, PARTS_SLOTS = 7 };

struct parts_set {
    uint32_t tag[PARTS_SLOTS], part[PARTS_SLOTS]; /* part 0: free */
    uint32_t forgotten;                           /* the highest part that had to go */
    uint32_t reserved;
};

struct parts {
    uint64_t used[PARTS_SETS / 64]; /* bits of the sets that hold something: the others need not be
                                       looked at */
    struct parts_set sets[PARTS_SETS];
};

/* hash: of the id, without a seed. */
uint32_t parts_next(const struct parts *, uint64_t hash);
void parts_record(struct parts *, struct undo *, uint64_t hash, uint32_t part);

#endif
