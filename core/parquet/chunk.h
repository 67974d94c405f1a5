/* SPDX-License-Identifier: Apache-2.0 */
/* A column chunk: the pages of a column in a row group. */
#ifndef PARQUET_CHUNK_H
#define PARQUET_CHUNK_H

#include "parquet/pages.h"
#include "parquet/statistics.h"

/* What the footer says of it. */
struct chunk_note {
    uint64_t at;               /* of its first page, behind the beginning of the row group */
    uint64_t data_at;          /* of its first page of data: another one when it has a dictionary */
    uint64_t size, plain_size; /* with the pages' headers, compressed and not */
    uint64_t n_entries;
    struct statistics statistics;
};

/* Behind what is there, in which the row group begins at `from`. */
void chunk_put(struct chunk_note *, const struct group *, const struct group_leaf *, struct pages *,
               size_t from);

#endif
