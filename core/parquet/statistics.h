/* SPDX-License-Identifier: Apache-2.0 */
/* The least and the greatest value of a column in a row group: readers pass over groups by them. */
#ifndef PARQUET_STATISTICS_H
#define PARQUET_STATISTICS_H

#include "parquet/group.h"

enum { BOUND_MAX = 64 }; /* of a longer text its beginning stands for it */

struct bound {
    uint8_t bytes[BOUND_MAX];
    uint8_t size;
    bool there; /* false: there is no such bound that is short */
    bool exact; /* it is a value of the column */
};

struct statistics {
    struct bound least, greatest;
    uint64_t nulls;
};

/* Whether they are what statistics_make() makes, of whatever, and can be looked at. */
bool statistics_are_whole(const struct statistics *);

/* Of values that stand there, which are all of a column or the distinct ones of it. */
void statistics_make(struct statistics *, const struct group *, const struct group_leaf *,
                     const uint64_t *values, size_t count);

#endif
