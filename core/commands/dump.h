/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap dump", "head" and "tail": records as text. */
#ifndef DUMP_H
#define DUMP_H

#include "commands/command.h"
#include "formats/format.h"
#include "records/chosen.h"

struct dump_options {
    const struct format *format;
    const char *select; /* NULL: all columns */
    struct choice choice; /* of the records of each file */
    bool follow;          /* what is added to them as well */
    char separator;
    struct text_style style;
    bool title;
    bool fields; /* only the names of the columns */
    bool header; /* only what the header says */
    bool wide;   /* a table may be wider than the terminal */
};

/* The records of the files, one file after the other. */
enum status dump_files(const struct dump_options *, char *const *paths, size_t count,
                       struct textbuf *to);

#endif
