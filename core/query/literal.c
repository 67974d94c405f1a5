/* SPDX-License-Identifier: Apache-2.0 */
#include "query/literal.h"

#include "base/moment.h"

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
    size_t length = size;
    wide number, parts;
    uint64_t in;

    while (length && text[length - 1] >= 'a' && text[length - 1] <= 'z')
        length--;
    in = moment_unit(text + length, size - length);
    if (!in || !read_decimal(text, length, &number, &parts))
        return false;
    number *= (wide)in;
    parts *= (wide)unit;
    /* Whole where it can be: then it is compared to the last digit. */
    if (number % parts == 0)
        *key = (struct key){ .whole = number / parts };
    else
        *key = (struct key){ .is_real = true, .real = (double)number / (double)parts };
    return true;
}

bool
literal_time(const char *text, size_t size, wide *time, wide *span)
{
    struct moment moment;
    bool is_day;

    if (!moment_read(text, size, &moment, &is_day))
        return false;
    *time = (wide)moment.seconds * SECOND + moment.nanoseconds;
    *span = is_day ? (wide)86400 * SECOND : 1;
    return true;
}
