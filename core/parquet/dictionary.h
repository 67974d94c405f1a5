/* SPDX-License-Identifier: Apache-2.0 */
/* The distinct values of a column, in a row group: where they are few it has them once, and their
 * indexes instead of them (Encodings.md, RLE_DICTIONARY = 8). */
#ifndef PARQUET_DICTIONARY_H
#define PARQUET_DICTIONARY_H

#include "parquet/group.h"

enum { DICTIONARY_MAX = 1 << 16 }; /* values */

struct dictionary {
    uint64_t *values; /* in the order in which they come first */
    size_t n_values;
    uint32_t *indexes; /* of each value of the column */
};

/* False: it would not be smaller. */
bool dictionary_make(struct dictionary *, const struct group *, const struct group_leaf *);
void dictionary_free(struct dictionary *);

#endif
