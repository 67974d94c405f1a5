/* SPDX-License-Identifier: Apache-2.0 */
#include "base/our_file.h"

#include "base/memory.h"
#include "base/set_name.h"

#include <stddef.h>
#include <string.h>

/* Whether something stands before the ending, which is of the first `length` bytes. */
static bool
has_ending(const char *name, size_t length, const char *ending)
{
    size_t n = strlen(ending);

    return length > n && memcmp(name + length - n, ending, n) == 0;
}

static bool
is(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

/* Records in this format or that, compressed or not. */
static enum our_file
records(const char *name, size_t length)
{
    static const char *const packed[] = { ".gz", ".zst" };
    static const char *const tables[] = { ".csv", ".tsv", ".jsonl", ".pb" };

    if (has_ending(name, length, ".parquet"))
        return OUR_TABLES;
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (has_ending(name, length, packed[i])) {
            length -= strlen(packed[i]);
            break;
        }
    if (has_ending(name, length, ".ncap"))
        return OUR_RECORDS;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (has_ending(name, length, tables[i]))
            return OUR_TABLES;
    return OUR_NONE;
}

bool
our_file_is_part(const char *name)
{
    return has_ending(name, strlen(name), OUR_PART);
}

char *
our_file_whole(const char *part)
{
    size_t size = strlen(part);

    return our_file_is_part(part) ? need_text("%.*s", (int)(size - strlen(OUR_PART)), part) : NULL;
}

/* "run" and ".json", which may be of a set. */
static bool
is_named(const char *name, size_t length, const char *stem, const char *suffix)
{
    char text[SET_NAME_TEXT] = "";
    struct set_name set;
    size_t n = strlen(stem);

    if (set_name_read(name, &set, &n))
        set_name_text(&set, text);
    return n <= length && is(name, n, stem) &&
           n + strlen(text) + strlen(suffix) == length && has_ending(name, length, suffix);
}

enum our_file
our_file(const char *name)
{
    size_t length = strlen(name);

    if (strchr(name, '/'))
        return OUR_NONE;
    if (is(name, length, OUR_LOCK_NAME))
        return OUR_LOCK;
    if (our_file_is_part(name))
        length -= strlen(OUR_PART);
    if (is_named(name, length, "run", ".json"))
        return OUR_REPORT;
    if (is_named(name, length, "unknown", ".pcapng.gz") ||
        is_named(name, length, "errors", ".pcapng.gz"))
        return OUR_PACKETS;
    return records(name, length);
}

char *
our_file_report(const char *name)
{
    char text[SET_NAME_TEXT] = "";
    struct set_name set;

    if (set_name_read(name, &set, NULL))
        set_name_text(&set, text);
    return need_text("run%s.json", text);
}
