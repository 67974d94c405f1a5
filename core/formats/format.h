/* SPDX-License-Identifier: Apache-2.0 */
/* Records as text: CSV, JSON lines, protobuf text, a table.  Driven by the schema alone. */
#ifndef FORMAT_H
#define FORMAT_H

#include "schema/columns.h"
#include "base/textbuf.h"

struct page;

struct printer {
    struct textbuf *to;
    const struct columns *columns;
    char separator; /* of CSV */
    bool utc;       /* timestamps as RFC 3339 */
    bool printable; /* bytes that are printable ASCII as text, not in hexadecimal */
    bool title;     /* with a line of column names */
    struct page *page;
};

struct format {
    const char *name;
    bool title_once;                 /* not again while the columns stay the same */
    void (*begin)(struct printer *); /* of each file */
    void (*record)(struct printer *, const struct value *const *cells);
    void (*end)(struct printer *);
};

extern const struct format format_csv, format_json, format_text, format_table;

/* A value as CSV has it, without quotes; an absent message is empty. */
void format_cell(const struct printer *, const struct schema_field *, const struct value *);

/* The same for one element of a repeated field. */
void format_element(const struct printer *, const struct schema_field *, const struct value *);

/* Whether these bytes are shown as the text they are. */
bool format_is_text(const struct printer *, const struct value *);

/* Text without anything a terminal would obey, cut at this many characters; returns how many. */
size_t format_visible(struct textbuf *, const void *text, size_t size, size_t most);

/* The CSV line of the column names. */
void format_titles(struct printer *);

#endif
