/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/formats.h"

#include <string.h>

#define ROW(it, name, about) &it,
#define NAME(it, name, about) name
#define HELP(it, name, about) name ": " about

const struct format *const formats[] = { FORMATS(ROW, ) NULL };
const char format_names[] = FORMATS(NAME, " ");
const char format_help[] = FORMATS(HELP, "; ");

const struct format *
format_named(const char *name)
{
    for (size_t i = 0; formats[i]; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}
