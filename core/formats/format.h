/* SPDX-License-Identifier: Apache-2.0 */
/* A format writes records as text, driven by the schema alone: one const struct each, in a file
 * of its own, and a row here. */
#ifndef FORMAT_H
#define FORMAT_H

#include "base/file_style.h"
#include "schema/columns.h"

struct printer {
    struct textbuf *to;
    const struct columns *columns;
    char separator; /* of CSV */
    size_t width;   /* characters that a line of a table has room for; 0: any number */
    struct text_style style;
    bool title;   /* with a line of column names */
    bool meant;   /* a name of bytes is text, an address one, unless the style says what they are */
    bool escapes; /* strings as CSV has them */
    bool rounds;  /* numbers with a point to 8 decimals, for people */
    void *state;  /* the format's own, from begin to end */
};

struct format {
    const char *name;
    char separator;                  /* the printer's is to be this one; 0: any */
    bool is_csv;                     /* of lines that csv_rows makes too */
    bool title_once;                 /* not again while the columns stay the same */
    void (*begin)(struct printer *); /* of each file; NULL: nothing to do */
    void (*record)(struct printer *, const struct value *const *cells);
    void (*end)(struct printer *); /* of each file; NULL: nothing to do */
};

/* The formats there are, the default first: the struct, its name, what the help says of it. */
#define FORMATS(_, between)                                                                        \
    _(format_csv, "csv", "comma-separated values, the default")                                    \
    between _(format_tsv, "tsv", "the same with tabs") between _(format_jsonl, "jsonl",            \
                                                                 "a JSON object a line") between   \
    _(format_text, "text", "protobuf text format") between                                         \
    _(format_table, "table", "aligned columns, with long values cut")

#define FORMAT_DECLARE(it, name, about) extern const struct format it
FORMATS(FORMAT_DECLARE, ;);

#endif
