/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of options as pages of the manual, in man(7). */
#ifndef ARGTABLE_MANUAL_H
#define ARGTABLE_MANUAL_H

#include "base/argtable.h"

#include <stdio.h>

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

#endif
