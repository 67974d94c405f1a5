/* SPDX-License-Identifier: Apache-2.0 */
#include "base/moment.h"

#include <string.h>

enum { SECOND = 1000000000, DAY = 86400, SECONDS_DIGITS = 12, FRACTION_DIGITS = 9 };

struct text {
    const char *at, *end;
};

static bool
is_digit(const struct text *text)
{
    return text->at < text->end && *text->at >= '0' && *text->at <= '9';
}

static bool
take_char(struct text *text, const char *any)
{
    bool there = text->at < text->end && *text->at && strchr(any, *text->at);

    text->at += there;
    return there;
}

/* A number of so many digits, at most this. */
static bool
take_number(struct text *text, int n, int most, int *number)
{
    *number = 0;
    for (int i = 0; i < n; i++) {
        if (!is_digit(text))
            return false;
        *number = 10 * *number + (*text->at++ - '0');
    }
    return *number <= most;
}

/* Behind a point, if there is one. */
static bool
take_fraction(struct text *text, uint32_t *nanoseconds)
{
    uint32_t unit = SECOND / 10;
    const char *from;

    *nanoseconds = 0;
    if (!take_char(text, "."))
        return true;
    from = text->at;
    for (; is_digit(text); text->at++, unit /= 10)
        *nanoseconds += unit * (uint32_t)(*text->at - '0');
    return text->at > from && text->at - from <= FRACTION_DIGITS;
}

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t
days_of(int64_t year, int month, int day)
{
    int64_t era, of_era, of_year;

    year -= month <= 2; /* the year begins with March: then the leap day is its last */
    era = (year >= 0 ? year : year - 399) / 400;
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    of_era = year - era * 400;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool
take_date(struct text *text, struct moment *moment)
{
    static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year, month, day;
    bool leap;

    if (!take_number(text, 4, 9999, &year) || !take_char(text, "-") ||
        !take_number(text, 2, 12, &month) || month == 0 || !take_char(text, "-") ||
        !take_number(text, 2, lengths[month - 1], &day) || day == 0)
        return false;
    leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    moment->seconds = days_of(year, month, day) * DAY;
    return month != 2 || day < 29 || leap;
}

/* "Z", "+02:00", or nothing at all. */
static bool
take_zone(struct text *text, struct moment *moment)
{
    int hours, minutes;
    bool west;

    if (text->at == text->end || take_char(text, "Zz"))
        return text->at == text->end;
    west = *text->at == '-';
    if (!take_char(text, "+-") || !take_number(text, 2, 23, &hours) || !take_char(text, ":") ||
        !take_number(text, 2, 59, &minutes))
        return false;
    moment->seconds += (west ? 1 : -1) * (hours * 3600 + minutes * 60);
    return text->at == text->end;
}

static bool
take_clock(struct text *text, struct moment *moment)
{
    int hour, minute, second = 0;

    if (!take_number(text, 2, 23, &hour) || !take_char(text, ":") ||
        !take_number(text, 2, 59, &minute))
        return false;
    if (take_char(text, ":") &&
        (!take_number(text, 2, 60, &second) || !take_fraction(text, &moment->nanoseconds)))
        return false;
    moment->seconds += hour * 3600 + minute * 60 + second;
    return take_zone(text, moment);
}

static bool
read_seconds(struct text text, struct moment *moment)
{
    bool negative = take_char(&text, "-");
    const char *from = text.at;

    for (; is_digit(&text) && text.at - from < SECONDS_DIGITS; text.at++)
        moment->seconds = 10 * moment->seconds + (*text.at - '0');
    if (text.at == from || !take_fraction(&text, &moment->nanoseconds) || text.at < text.end)
        return false;
    if (negative) {
        moment->seconds = -moment->seconds - (moment->nanoseconds > 0);
        moment->nanoseconds = moment->nanoseconds ? SECOND - moment->nanoseconds : 0;
    }
    return true;
}

bool
moment_read(const char *text, size_t size, struct moment *moment, bool *is_day)
{
    struct text at = { text, text + size };
    bool day;

    *moment = (struct moment){ .seconds = 0 };
    if (is_day)
        *is_day = false;
    if (read_seconds(at, moment))
        return true;
    *moment = (struct moment){ .seconds = 0 };
    if (!take_date(&at, moment))
        return false;
    day = at.at == at.end;
    if (is_day)
        *is_day = day;
    return day || (take_char(&at, "Tt ") && take_clock(&at, moment));
}

uint64_t
moment_unit(const char *name, size_t size)
{
    static const struct {
        const char *name;
        uint64_t size;
    } units[] = {
        { "ns", 1 },
        { "us", 1000 },
        { "ms", 1000000 },
        { "s", SECOND },
        { "m", UINT64_C(60) * SECOND },
        { "h", UINT64_C(3600) * SECOND },
        { "d", (uint64_t)DAY * SECOND },
    };

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == size && memcmp(units[i].name, name, size) == 0)
            return units[i].size;
    return 0;
}

bool
moment_read_span(const char *text, size_t size, struct moment *moment)
{
    size_t number = size;
    uint64_t unit, whole, part;

    while (number && text[number - 1] >= 'a' && text[number - 1] <= 'z')
        number--;
    *moment = (struct moment){ .seconds = 0 };
    unit = moment_unit(text + number, size - number);
    if (!unit || !number || *text == '-' ||
        !read_seconds((struct text){ text, text + number }, moment))
        return false;
    whole = (uint64_t)moment->seconds;
    if (whole > INT64_MAX / unit || (unit < SECOND && moment->nanoseconds * unit % SECOND))
        return false;
    /* A fraction of what is longer than a second is whole seconds and nanoseconds of it. */
    part = unit < SECOND ? moment->nanoseconds * unit / SECOND
                         : moment->nanoseconds * (unit / SECOND);
    whole = whole * unit + part;
    *moment = (struct moment){ (int64_t)(whole / SECOND), (uint32_t)(whole % SECOND) };
    return true;
}
