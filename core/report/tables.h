/* SPDX-License-Identifier: Apache-2.0 */
/* The page's tables: how often each value of some columns is there, and sums by it. */
#ifndef TABLES_H
#define TABLES_H

#include "query/query.h"
#include "report/busiest.h"
#include "report/shown.h"

enum { TABLE_KEYS = 4, TABLE_CELL = 120, TABLE_REST = 8, TABLE_SUMS = BUSIEST_SUMS - 1 };

struct figure_table {
    const struct outline_section *section;
    bool own;             /* the section is the table's alone, of no outline */
    struct busiest *rows; /* a key is cells of one byte of length and so many bytes, and TABLE_REST
                           * bytes that are not shown; the first sum counts records */
    uint64_t counted;     /* how many values */
    enum schema_meaning sums[TABLE_SUMS]; /* what they are of */
    size_t n_sums;
};

/* Of a section of the outline, or one made for it, which it then frees. */
struct figure_table *figure_table_new(const struct outline_section *, bool own);
void figure_table_free(struct figure_table *);

/* A table as the records of one file fill it. */
struct table_reader;

/* NULL when they have not what the table wants; what is to be decoded is added to `wanted`. */
struct table_reader *table_reader_new(struct figure_table *, const struct outline *,
                                      const struct schema_message *, struct pool *,
                                      struct value_wanted **wanted);
void table_reader_free(struct table_reader *);

/* A record, which is also given as its bytes. */
void table_reader_add(struct table_reader *, struct values *, const struct value *record,
                      const uint8_t *bytes, size_t size);

#endif
