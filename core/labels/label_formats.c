/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_formats.h"

#include <string.h>

#define ROW(it, name, about) &it,
#define NAME(it, name, about) name
#define HELP(it, name, about) name ": " about

static const struct label_format *const formats[] = { LABEL_FORMATS(ROW, ) NULL };
const char label_format_names[] = LABEL_FORMATS(NAME, " ");
const char label_format_help[] = LABEL_FORMATS(HELP, "; ");

const struct label_format *
label_format_named(const char *name)
{
    for (size_t i = 0; formats[i]; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

const struct label_format *
label_format_of(const char *line)
{
    for (size_t i = 0; formats[i]; i++)
        if (formats[i]->is(line))
            return formats[i];
    return NULL;
}
