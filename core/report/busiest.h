/* SPDX-License-Identifier: Apache-2.0 */
/* Sums by key in memory of a bounded size: exact up to BUSIEST_KEYS different keys.  When there are
 * more the smaller half goes, so that what is left is what has most; how much a sum can lack is
 * told. */
#ifndef BUSIEST_H
#define BUSIEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BUSIEST_KEYS = 16384, BUSIEST_SUMS = 5, BUSIEST_KEY = 512 };

struct busiest;

struct busiest_row {
    uint64_t hash, sums[BUSIEST_SUMS];
    size_t size;
    uint8_t key[];
};

/* The sum that makes a key large. */
struct busiest *busiest_new(size_t by);
void busiest_free(struct busiest *);

/* The key has at most BUSIEST_KEY bytes. */
void busiest_add(struct busiest *, const void *key, size_t size, const uint64_t sums[BUSIEST_SUMS]);

size_t busiest_count(const struct busiest *);

/* Whether nothing ever had to go; and how much of the sum that counts may be missing in a row. */
bool busiest_is_exact(const struct busiest *);
uint64_t busiest_missing(const struct busiest *);

/* All that are there, the largest first, equal ones by their bytes; good until the next call. */
const struct busiest_row *const *busiest_rows(struct busiest *);

#endif
