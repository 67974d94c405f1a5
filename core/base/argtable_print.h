/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of options shown: as help, as a manual page, as a shell completion. */
#ifndef ARGTABLE_PRINT_H
#define ARGTABLE_PRINT_H

#include "base/argtable.h"

#include <stdio.h>

/* What there is of these; "" for nothing. */
static inline const char *
arg_ini(const struct arg_row *row)
{
    return row->setting && row->setting->ini ? row->setting->ini : "";
}

static inline const char *
arg_initial(const struct arg_row *row)
{
    return row->setting && row->setting->initial ? row->setting->initial : "";
}

void argtable_help(const struct argtable *, FILE *to);

/* What a manual page says besides the options. */
struct manual_row {
    const char *section; /* "FILES"; NULL: that of the row before */
    const char *term;    /* what is explained: a file, a command line; NULL: only text */
    const char *text;    /* plain */
};

struct manual {
    const char *page, *version; /* "netcap-dump", "0.4.0" */
    const char *brief;          /* for whatis(1): lower case, no full stop */
    const struct argtable *table;
    const struct manual_row *rows;
    size_t n_rows;
};

/* A page of section 1, in man(7) form. */
void argtable_manual(const struct manual *, FILE *to);

/* The page of section 5 of an ini file, whose section of this name has the keys of the table. */
void argtable_ini_manual(const struct manual *, const char *section, FILE *to);

enum shell { SHELL_BASH, SHELL_ZSH, SHELL_FISH };

/* What completes the program's command line.  A table's command is "program", which the first is,
 * or "program word" for one of its sub-commands. */
void argtable_completion(enum shell, const char *program, const struct argtable *const *tables,
                         size_t count, FILE *to);

#endif
