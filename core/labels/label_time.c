/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_time.h"

#include "base/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 48, CENTURY = 2000 };

/* Within what nanoseconds in 64 bits can tell, and a day less. */
#define MOST_SECONDS INT64_C(9223000000)
#define SECOND INT64_C(1000000000)

const char label_time_no_zone[] = "a time with its zone, as +03:00 behind it, or --zone";
const char label_time_no_year[] = "a time with its year, or --year";

static const char expected[] = "a time, as 2026-11-28T12:00:00+03:00 or seconds since 1970";

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "+03:00" or "-0500", up to the end; false: it is none. */
static bool
read_offset(const char *text, int *seconds)
{
    bool colon = strlen(text) == 6 && text[3] == ':';
    int hours, minutes;

    if ((*text != '+' && *text != '-') || strlen(text) != 5u + colon)
        return false;
    for (size_t i = 1; text[i]; i++)
        if (!is_digit(text[i]) && !(colon && i == 3))
            return false;
    hours = 10 * (text[1] - '0') + text[2] - '0';
    minutes = 10 * (text[3 + colon] - '0') + text[4 + colon] - '0';
    *seconds = (*text == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return hours < 15 && minutes < 60;
}

/* Where the offset from UTC begins, behind the time of day; NULL: there is none. */
static const char *
offset_in(const char *text, int *seconds)
{
    size_t length = strlen(text);

    for (size_t size = 5; size <= 6 && length >= 16; size++)
        if (read_offset(text + length - size, seconds))
            return text + length - size;
    return NULL;
}

bool
label_zone_read(struct label_zone *zone, const char *text)
{
    zone->given = true;
    zone->seconds = 0;
    return strcmp(text, "UTC") == 0 || strcmp(text, "Z") == 0 || read_offset(text, &zone->seconds);
}

static const char *
in_nanoseconds(const struct moment *moment, int64_t *nanoseconds)
{
    if (moment->seconds > MOST_SECONDS || moment->seconds < -MOST_SECONDS)
        return "a time between the years 1678 and 2262";
    *nanoseconds = moment->seconds * SECOND + moment->nanoseconds;
    return NULL;
}

/* Without its zone, which is known. */
static const char *
read_clock(const char *text, size_t size, int zone, int64_t *nanoseconds)
{
    struct moment moment;

    if (!moment_read(text, size, &moment, NULL))
        return expected;
    moment.seconds -= zone;
    return in_nanoseconds(&moment, nanoseconds);
}

static const char *
read_date(const char *text, struct label_zone *zone, int64_t *nanoseconds)
{
    size_t length = strlen(text);
    int seconds = zone->seconds;
    const char *offset = offset_in(text, &seconds);

    if (text[length - 1] == 'Z' || text[length - 1] == 'z')
        return read_clock(text, length, 0, nanoseconds);
    if (offset)
        return read_clock(text, (size_t)(offset - text), seconds, nanoseconds);
    zone->used += zone->given;
    if (zone->given)
        return read_clock(text, length, zone->seconds, nanoseconds);
    return read_clock(text, length, 0, nanoseconds) ? expected : label_time_no_zone;
}

/* Month, day and year with strokes between: into the order of RFC 3339. */
static const char *
read_strokes(const char *text, struct label_zone *zone, int64_t *nanoseconds)
{
    char iso[LONGEST];
    int month, day, year = zone->year, taken = 0;

    if (sscanf(text, "%2d/%2d%n", &month, &day, &taken) != 2 || taken != 5)
        return expected;
    if (text[taken] == '/') {
        char *end;

        year = (int)strtol(text + taken + 1, &end, 10);
        if (!is_digit(text[taken + 1]) || (end - text != 8 && end - text != 10))
            return expected;
        year += end - text == 8 ? CENTURY : 0;
        taken = (int)(end - text);
    } else if (!year) {
        return label_time_no_year;
    }
    if (text[taken] != '-')
        return expected;
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%.20s", year, month, day, text + taken + 1);
    return read_date(iso, zone, nanoseconds);
}

const char *
label_time_read(const char *text, struct label_zone *zone, int64_t *nanoseconds)
{
    size_t length = strlen(text);
    struct moment moment;

    if (length == 0 || length >= LONGEST)
        return expected;
    if (strspn(text, "-.0123456789") == length && moment_read(text, length, &moment, NULL) &&
        !strchr(text + 1, '-'))
        return in_nanoseconds(&moment, nanoseconds);
    if (length > 5 && text[2] == '/')
        return read_strokes(text, zone, nanoseconds);
    return read_date(text, zone, nanoseconds);
}
