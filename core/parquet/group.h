/* SPDX-License-Identifier: Apache-2.0 */
/* Records taken apart into columns: a row group before it is written. */
#ifndef PARQUET_GROUP_H
#define PARQUET_GROUP_H

#include "base/textbuf.h"
#include "parquet/shape.h"
#include "schema/value.h"

/* What a row group has of a column.  A text is where it begins in the block and its size, in one
 * number; the highest bit says that it begins in group.made instead. */
struct group_leaf {
    const struct shape_node *node;
    uint8_t *definitions, *repetitions; /* a level for each entry; NULL where it is always 0 */
    size_t n_entries, entries_size;
    uint64_t *values; /* those that are there */
    size_t n_values, values_size;
};

struct group {
    const struct shape *shape;
    const uint8_t *block;
    struct group_leaf *leaves;
    struct textbuf made; /* texts that do not stand in the block as they are written */
    bool microseconds;
    uint64_t n_rows;
    uint64_t n_entries; /* of all columns */
    uint64_t left_out;
};

/* The block is what all its records' values point into, as long as the group lasts. */
struct group *group_new(const struct shape *, const uint8_t *block, bool microseconds);
void group_free(struct group *);

void group_add(struct group *, const struct value *record);

size_t group_text_size(uint64_t text);
const uint8_t *group_text(const struct group *, uint64_t text);

#endif
