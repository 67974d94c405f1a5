/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap dump": records as text. */
#ifndef DUMP_H
#define DUMP_H

#include "base/argtable.h"
#include "formats/format.h"
#include "base/say.h"

struct dump_options {
    const struct format *format;
    const char *select; /* NULL: all columns */
    uint64_t limit;     /* records of each file */
    char separator;
    bool utc, title, printable;
    bool fields; /* only the names of the columns */
    bool header; /* only what the header says */
};

extern const struct argtable dump_table;

int dump_command(int argc, char **argv);

/* The files one after the other; damage in one does not stop the next. */
enum status dump_files(const struct dump_options *, char *const *paths, size_t count,
                       struct textbuf *to);

/* Of two, the one that says more about what went wrong. */
enum status status_worse(enum status, enum status);

/* Writes the rest; STATUS_DONE when the reader has gone, as "head" does. */
enum status finish_output(struct textbuf *, enum status);

#endif
