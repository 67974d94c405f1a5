/* SPDX-License-Identifier: Apache-2.0 */
#include "base/set_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define LAST INT64_C(253402300799)  /* 9999-12-31T23:59:59Z */

enum { TIME_LENGTH = 1 + 8 + 1 + 6 + 1, NUMBER_DIGITS = 9 };

void
set_name_text(const struct set_name *name, char to[SET_NAME_TEXT])
{
    time_t opened = name->opened < FIRST ? FIRST : name->opened > LAST ? LAST : name->opened;
    struct tm date;
    int length;

    gmtime_r(&opened, &date);
    length = snprintf(to, SET_NAME_TEXT, "-%04d%02d%02dT%02d%02d%02dZ", date.tm_year + 1900,
                      date.tm_mon + 1, date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec);
    if (name->number > 1)
        snprintf(to + length, SET_NAME_TEXT - (size_t)length, "-%u", name->number);
}

static bool
are_digits(const char *at, size_t n)
{
    return strspn(at, "0123456789") >= n;
}

static int
number(const char *at, size_t digits)
{
    int value = 0;

    while (digits--)
        value = 10 * value + (*at++ - '0');
    return value;
}

/* "-20261128T164800Z" */
static bool
read_time(const char *at, int64_t *opened)
{
    struct tm date = { 0 };

    if (at[0] != '-' || !are_digits(at + 1, 8) || at[9] != 'T' || !are_digits(at + 10, 6) ||
        at[16] != 'Z')
        return false;
    date.tm_year = number(at + 1, 4) - 1900;
    date.tm_mon = number(at + 5, 2) - 1;
    date.tm_mday = number(at + 7, 2);
    date.tm_hour = number(at + 10, 2);
    date.tm_min = number(at + 12, 2);
    date.tm_sec = number(at + 14, 2);
    *opened = timegm(&date);
    return true;
}

/* The set that is said there, up to a dot; what would be written in another way is none. */
static bool
read_at(const char *at, struct set_name *name)
{
    char text[SET_NAME_TEXT];
    size_t length;

    if (!read_time(at, &name->opened))
        return false;
    length = TIME_LENGTH;
    name->number = 1;
    if (at[length] == '-') {
        size_t digits = strspn(at + ++length, "0123456789");

        if (digits == 0 || digits > NUMBER_DIGITS)
            return false;
        name->number = (uint32_t)number(at + length, digits);
        length += digits;
    }
    set_name_text(name, text);
    return at[length] == '.' && strlen(text) == length && memcmp(text, at, length) == 0;
}

bool
set_name_read(const char *file, struct set_name *name, size_t *stem)
{
    for (const char *at = file + 1; *file && (at = strchr(at, '-')); at++)
        if (read_at(at, name)) {
            if (stem)
                *stem = (size_t)(at - file);
            return true;
        }
    return false;
}

int
set_name_compare(const struct set_name *a, const struct set_name *b)
{
    if (a->opened != b->opened)
        return a->opened < b->opened ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

int
set_name_order(const char *file, const char *other)
{
    struct set_name first = { INT64_MIN, 0 }, second = first;
    int order;

    set_name_read(file, &first, NULL);
    set_name_read(other, &second, NULL);
    order = set_name_compare(&first, &second);
    return order ? order : strcmp(file, other);
}
