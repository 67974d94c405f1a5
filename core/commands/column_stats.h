/* SPDX-License-Identifier: Apache-2.0 */
/* What one column of records holds, counted. */
#ifndef COLUMN_STATS_H
#define COLUMN_STATS_H

#include "base/textbuf.h"
#include "query/census.h"
#include "query/test.h"
#include "schema/columns.h"

enum { COLUMN_TOP = 100 };

/* A value kept beyond its record. */
struct kept_value {
    struct value value;
    struct key key;
    uint8_t space[TEST_KEY];
    uint8_t *bytes;
    size_t size; /* of what `bytes` has space for */
};

struct column_stats {
    const struct column *column;
    struct census *census;
    uint64_t values; /* of lists each element */
    uint64_t nulls;  /* records without any: an absent message, an empty list, no time, no port */
    bool any;        /* the least and the largest are there */
    struct kept_value least, largest;
};

/* One for each column, which stay the caller's. */
struct column_stats *column_stats_new(const struct columns *);
void column_stats_free(struct column_stats *, size_t count);

/* What a record has in the column, as column_value() has it. */
void column_stats_add(struct column_stats *, const struct value *);

/* With so many of the most frequent values. */
void column_stats_json(struct column_stats *, struct textbuf *to, size_t top);
void column_stats_table(struct column_stats *, size_t count, struct textbuf *to, size_t top);

#endif
