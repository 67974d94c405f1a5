/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of a flow comes next, long after the flow itself is forgotten.
 *
 * A table of sets that each remember the last parts of a few ids, and the highest part they ever
 * forgot: whoever is not remembered begins above that.  So parts of an id never repeat, in memory
 * that never grows, and they count 1, 2, 3 as long as a set holds the ids that fall into it.
 *
 * Most sets hold one id, so the first has its place in a table of its own; a set's line is taken
 * when there is a second.  Lines are taken in the order in which they are needed: a page of them is
 * 64 sets in use, not 64 of which one is.
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

/* The one id of a set, or where the set's line is. */
struct parts_first {
    uint32_t tag; /* or the number of the line */
    uint32_t part;
};

struct parts {
    /* Bits of the sets that hold an id, for which the others need not be looked at, and of those
     * that have a line. */
    uint64_t any[PARTS_SETS / 64], several[PARTS_SETS / 64];
    struct parts_first first[PARTS_SETS];
    struct parts_set lines[PARTS_SETS];
    uint32_t used; /* lines */
};

/* hash: of the id, without a seed. */
uint32_t parts_next(const struct parts *, uint64_t hash);
void parts_record(struct parts *, struct undo *, uint64_t hash, uint32_t part);

#endif
