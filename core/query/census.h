/* SPDX-License-Identifier: Apache-2.0 */
/* How many different values there are and which are the most frequent, in memory of a bounded
 * size: exact up to CENSUS_VALUES different ones, and near it beyond. */
#ifndef CENSUS_H
#define CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CENSUS_VALUES = 16384, CENSUS_SHOWN = 128 };

struct census;

struct census *census_new(void);
void census_free(struct census *);
void census_add(struct census *, const void *bytes, size_t size);

/* Whether there were so few that all that is told is exact. */
bool census_is_exact(const struct census *);

/* Beyond that within some hundredths. */
uint64_t census_distinct(const struct census *);

struct census_value {
    uint64_t hash, count; /* how often, or if that is not exact at least so often */
    size_t size;          /* of the value; what is longer than CENSUS_SHOWN is cut */
    uint8_t bytes[CENSUS_SHOWN];
};

/* The most frequent, the first first; good until the next is added.  How many there are. */
size_t census_top(struct census *, const struct census_value **list, size_t most);

#endif
