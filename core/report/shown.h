/* SPDX-License-Identifier: Apache-2.0 */
/* A column of the page, as the records of one file have it: "A|B:NAMES", B where A has nothing,
 * and a name for its number. */
#ifndef SHOWN_H
#define SHOWN_H

#include "base/textbuf.h"
#include "report/outline.h"
#include "schema/columns.h"

struct shown {
    struct columns columns;              /* the one that counts, then those in its place */
    const struct outline_section *names; /* NULL: numbers are shown */
};

/* False when the records have none of the columns, or the first one of several is a message; to be
 * freed in any case. */
bool shown_new(struct shown *, const struct outline *, const struct schema_message *,
               const char *as);
void shown_free(struct shown *);

/* What is to be decoded for it. */
void shown_want(const struct shown *, struct pool *, struct value_wanted **,
                const struct schema_message *);

/* How many elements it has in the record: 1, or as many as the list has. */
size_t shown_count(const struct shown *, struct values *, const struct value *record);

/* The nth as text, as a cell of CSV has it without its escapes; nothing where it has none. */
void shown_put(const struct shown *, struct values *, const struct value *record, size_t n,
               struct textbuf *to);

/* The number that it is; 0 where it is none or less. */
uint64_t shown_number(const struct shown *, struct values *, const struct value *record);

#endif
