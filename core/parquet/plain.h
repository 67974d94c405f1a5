/* SPDX-License-Identifier: Apache-2.0 */
/* Values as they are (Encodings.md, PLAIN = 0). */
#ifndef PARQUET_PLAIN_H
#define PARQUET_PLAIN_H

#include "parquet/group.h"

/* Lowest byte first. */
void plain_number(struct textbuf *to, uint64_t number, size_t size);

/* Bytes that values of a column take. */
size_t plain_size(enum shape_kind, const uint64_t *values, size_t count);

void plain_put(struct textbuf *to, const struct group *, enum shape_kind, const uint64_t *values,
               size_t count);

#endif
