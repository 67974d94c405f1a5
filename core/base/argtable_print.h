/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of options shown as help. */
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

#endif
