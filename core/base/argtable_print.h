/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of options shown: as help, as a manual page, as a shell completion. */
#ifndef ARGTABLE_PRINT_H
#define ARGTABLE_PRINT_H

#include "base/argtable.h"

#include <stdio.h>

void argtable_help(const struct argtable *, FILE *to);

/* What a manual page says besides the options. */
struct manual_row {
    const char *section; /* "FILES"; NULL: that of the row before */
    const char *term;    /* what is explained: a file, a command line; NULL: only text */
    const char *text;    /* plain */
};

struct manual {
    const char *program, *version;        /* "netcap", "0.4.0" */
    const char *brief;                    /* for whatis(1): lower case, no full stop */
    const struct argtable *const *tables; /* the program's own, then those of its sub-commands */
    size_t n_tables;
    const struct manual_row *rows;
    size_t n_rows;
};

/* A manual page, in man(7) form. */
void argtable_manual(const struct manual *, FILE *to);

/* A bash completion for program.  A table's command is "program", or "program word" for one of
 * its sub-commands. */
void argtable_completion(const char *program, const struct argtable *const *tables, size_t count,
                         FILE *to);

#endif
