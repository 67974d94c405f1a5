/* SPDX-License-Identifier: Apache-2.0 */
/* The records of one file, told to all figures that they are of. */
#ifndef RECORD_READER_H
#define RECORD_READER_H

#include "report/figures.h"

struct record_reader;

struct record_reader *record_reader_new(struct figures *, struct figure_type *,
                                        const struct schema_message *);
void record_reader_free(struct record_reader *);

/* NULL, or how the record is damaged. */
const char *record_reader_add(struct record_reader *, const uint8_t *bytes, size_t size);

#endif
