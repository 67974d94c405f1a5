/* SPDX-License-Identifier: Apache-2.0 */
#include "output/file_formats.h"

#include "base/memory.h"

#include <string.h>

#define ROW(it, name, about) &it,
#define NAME(it, name, about) name
#define HELP(it, name, about) name ": " about

const struct file_format *const file_formats[] = { FILE_FORMATS(ROW, ) NULL };
const char file_format_names[] = FILE_FORMATS(NAME, " ");
const char file_format_help[] = FILE_FORMATS(HELP, "; ");

const struct file_format *
file_format_named(const char *name)
{
    for (size_t i = 0; file_formats[i]; i++)
        if (strcmp(file_formats[i]->name, name) == 0)
            return file_formats[i];
    return NULL;
}

size_t
file_format_index(const struct file_format *format)
{
    size_t i = 0;

    while (file_formats[i] != format)
        i++;
    return i;
}

struct file_style
file_format_style(const struct file_format *format, const struct file_style *style)
{
    struct file_style own = *style;

    if (format->inside)
        own.compression = *format->inside;
    return own;
}

char *
file_format_suffix(const struct file_format *format, const struct compression *compression)
{
    return need_text("%s%s", format->suffix, format->inside ? "" : compression_suffix(compression));
}
