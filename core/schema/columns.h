/* SPDX-License-Identifier: Apache-2.0 */
/* What of a record is printed, and in which order. */
#ifndef COLUMNS_H
#define COLUMNS_H

#include "schema/value.h"

struct column {
    char *name;                /* "SrcPort", "Context.SrcIP" */
    struct schema_field field; /* what the path ends at; repeated when anything on the path is */
    const struct schema_message *record;
    uint16_t *path; /* indexes of the fields, from the record on */
    size_t depth;
    bool gathers; /* the path goes through a list */
};

struct columns {
    struct column *list;
    size_t count;
};

/* names: "A,B.C", in letters of any case, or NULL for all fields of the record.  False when a name
 * is unknown or leads into what is no message; why then says which, and what names there are.  To
 * be freed in any case. */
bool columns_new(struct columns *, const struct schema_message *, const char *names, char *why,
                 size_t why_size);
void columns_free(struct columns *);

/* Of a column that gathers the list of what all elements have there, good as long as the record.
 * NULL: the column lies in a message that is absent.  The walk is for those that are not the
 * record's own fields. */
const struct value *column_walk(const struct column *, struct values *, const struct value *record);
static inline const struct value *
column_value(const struct column *column, struct values *values, const struct value *record)
{
    if (column->depth > 1 || column->gathers)
        return column_walk(column, values, record);
    return &record[column->path[0]];
}

/* Whether they have the same names in the same order. */
bool columns_same(const struct columns *, const struct columns *);

#endif
