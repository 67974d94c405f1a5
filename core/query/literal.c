/* SPDX-License-Identifier: Apache-2.0 */
#include "query/literal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define LONGEST 64 /* of a number's text */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The digits that a text begins with, at most 20 of them; how many. */
static size_t
digits(const char *text, size_t size, wide *number)
{
    size_t n = 0;

    for (*number = 0; n < size && n < 20 && is_digit(text[n]); n++)
        *number = 10 * *number + (text[n] - '0');
    return n;
}

static bool
read_real(const char *text, size_t size, double *real)
{
    char copy[LONGEST + 1], *end;

    /* Not "inf", "nan" or a hexadecimal fraction. */
    if (size > LONGEST || size == 0 || !is_digit(*text) || strspn(text, "0123456789.eE+-") < size)
        return false;
    memcpy(copy, text, size);
    copy[size] = '\0';
    *real = strtod(copy, &end);
    return !*end && isfinite(*real);
}

static bool
read_hex(const char *text, size_t size, wide *number)
{
    if (size < 3 || size > 18 || text[0] != '0' || (text[1] | ' ') != 'x')
        return false;
    *number = 0;
    for (size_t i = 2; i < size; i++) {
        const char *place = memchr("0123456789abcdef", text[i] | ' ', 16);

        if (!place || text[i] < '0')
            return false;
        *number = *number << 4 | (is_digit(text[i]) ? text[i] - '0' : (text[i] | ' ') - 'a' + 10);
    }
    return true;
}

bool
literal_number(const char *text, size_t size, struct key *key)
{
    bool negative = size && *text == '-';

    text += negative;
    size -= negative;
    *key = (struct key){ .is_real = false };
    if (!read_hex(text, size, &key->whole) &&
        (size == 0 || digits(text, size, &key->whole) != size)) {
        key->is_real = true;
        if (!read_real(text, size, &key->real))
            return false;
    }
    if (negative) {
        key->whole = -key->whole;
        key->real = -key->real;
    }
    return true;
}

/* A number in decimal, with at most nine digits behind its point, as a fraction. */
static bool
read_decimal(const char *text, size_t size, wide *number, wide *parts)
{
    bool negative = size && *text == '-';
    size_t at = negative, n = digits(text + at, size - at, number);

    at += n;
    *parts = 1;
    if (n == 0 || n > 18)
        return false;
    if (at < size && text[at] == '.')
        for (at++; at < size && is_digit(text[at]) && *parts < SECOND; at++, *parts *= 10)
            *number = 10 * *number + (text[at] - '0');
    if (negative)
        *number = -*number;
    return at == size && is_digit(text[at - 1]);
}

bool
literal_span(const char *text, size_t size, uint64_t unit, struct key *key)
{
    static const struct {
        const char *name;
        uint64_t size;
    } units[] = {
        { "ns", 1 },          { "us", 1000 },         { "ms", 1000000 },       { "s", SECOND },
        { "m", 60 * SECOND }, { "h", 3600 * SECOND }, { "d", 86400 * SECOND },
    };
    size_t length = size;
    wide number, parts;

    while (length && text[length - 1] >= 'a' && text[length - 1] <= 'z')
        length--;
    if (length == size || !read_decimal(text, length, &number, &parts))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == size - length &&
            memcmp(units[i].name, text + length, size - length) == 0) {
            number *= (wide)units[i].size;
            parts *= (wide)unit;
            /* Whole where it can be: then it is compared to the last digit. */
            *key = number % parts == 0
                       ? (struct key){ .whole = number / parts }
                       : (struct key){ .is_real = true, .real = (double)number / (double)parts };
            return true;
        }
    return false;
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

struct text {
    const char *at, *end;
};

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
        if (text->at == text->end || !is_digit(*text->at))
            return false;
        *number = 10 * *number + (*text->at++ - '0');
    }
    return *number <= most;
}

/* Behind a point: nanoseconds; what is finer is cut. */
static bool
take_fraction(struct text *text, wide *fraction)
{
    int64_t unit = SECOND / 10;
    const char *from = text->at;

    *fraction = 0;
    for (; text->at < text->end && is_digit(*text->at); text->at++, unit /= 10)
        *fraction += unit * (*text->at - '0');
    return text->at > from && text->at - from <= 9;
}

static bool
take_zone(struct text *text, wide *time)
{
    int hours, minutes;
    bool west;

    if (text->at == text->end || take_char(text, "Zz"))
        return text->at == text->end;
    west = *text->at == '-';
    if (!take_char(text, "+-") || !take_number(text, 2, 23, &hours) || !take_char(text, ":") ||
        !take_number(text, 2, 59, &minutes))
        return false;
    *time += (west ? 1 : -1) * (wide)(hours * 3600 + minutes * 60) * SECOND;
    return text->at == text->end;
}

static bool
take_clock(struct text *text, wide *time)
{
    int hour, minute, second = 0;
    wide fraction = 0;

    if (!take_number(text, 2, 23, &hour) || !take_char(text, ":") ||
        !take_number(text, 2, 59, &minute))
        return false;
    if (take_char(text, ":") && (!take_number(text, 2, 60, &second) ||
                                 (take_char(text, ".") && !take_fraction(text, &fraction))))
        return false;
    *time += (wide)(hour * 3600 + minute * 60 + second) * SECOND + fraction;
    return take_zone(text, time);
}

static bool
take_date(struct text *text, wide *time)
{
    static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year, month, day;
    bool leap;

    if (!take_number(text, 4, 9999, &year) || !take_char(text, "-") ||
        !take_number(text, 2, 12, &month) || month == 0 || !take_char(text, "-") ||
        !take_number(text, 2, lengths[month - 1], &day) || day == 0)
        return false;
    leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    *time = (wide)days_of(year, month, day) * 86400 * SECOND;
    return month != 2 || day < 29 || leap;
}

static bool
take_seconds(struct text *text, wide *time)
{
    bool negative = take_char(text, "-");
    wide fraction = 0;
    size_t n = digits(text->at, (size_t)(text->end - text->at), time);

    text->at += n;
    if (n == 0 || n > 12 || (take_char(text, ".") && !take_fraction(text, &fraction)))
        return false;
    *time = *time * SECOND + fraction;
    if (negative)
        *time = -*time;
    return text->at == text->end;
}

bool
literal_time(const char *text, size_t size, wide *time, wide *span)
{
    struct text whole = { text, text + size }, at = whole;

    *span = 1;
    if (take_seconds(&at, time))
        return true;
    at = whole;
    if (!take_date(&at, time))
        return false;
    if (at.at < at.end)
        return take_char(&at, "Tt ") && take_clock(&at, time);
    *span = (wide)86400 * SECOND;
    return true;
}
