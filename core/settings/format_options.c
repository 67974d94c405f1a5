/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/format_options.h"

#include "output/file_formats.h"
#include "settings/settings.h"

#include <stdio.h>
#include <string.h>

#define FORMAT_NAME(it, name, about) name

const char format_options_help[] =
    "what files are made of the records of each type, one or more, as "
    "ncap,parquet: " FILE_FORMATS(FORMAT_NAME, ", ");

/* Words with commas between; the one at hand is the name. */
static bool
is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);

    for (; *list; list += strcspn(list, ",") + (list[strcspn(list, ",")] != '\0'))
        if (strcspn(list, ",") == length && memcmp(list, name, length) == 0)
            return true;
    return false;
}

static size_t
count_listed(const char *list)
{
    size_t n = 1;

    for (; (list = strchr(list, ',')); list++)
        n++;
    return n;
}

/* The names of formats, with commas between: those that are wanted, and no others. */
const char *
format_options_take(void *settings, const char *value)
{
    struct settings *s = settings;
    const struct file_format *is;
    size_t n = 0;

    for (size_t i = 0; (is = file_formats[i]); i++)
        if (is_listed(value, is->name))
            s->formats[n++] = is;
    s->formats[n] = NULL;
    return n && n == count_listed(value)
               ? NULL
               : "expected some of parquet,csv,tsv,jsonl,proto,ncap, each once";
}

const char *
format_options_compress(void *settings, const char *value)
{
    struct settings *s = settings;

    return compression_read(&s->style.compression, value) ? NULL : COMPRESSION_EXPECTED;
}

const char *
format_options_text(const void *settings, char *buffer, size_t size)
{
    const struct settings *s = settings;
    size_t used = 0;

    *buffer = '\0';
    for (size_t i = 0; s->formats[i] && used < size; i++)
        used += (size_t)snprintf(buffer + used, size - used, "%s%s", i ? "," : "",
                                 s->formats[i]->name);
    return buffer;
}

const char *
format_options_compression(const void *settings, char *buffer, size_t size)
{
    const struct compression *c = &((const struct settings *)settings)->style.compression;

    if (c->kind == COMPRESSION_ZSTD)
        snprintf(buffer, size, "zstd:%d", c->level);
    else
        snprintf(buffer, size, "%s", c->kind == COMPRESSION_GZIP ? "gzip" : "none");
    return buffer;
}
