/* SPDX-License-Identifier: Apache-2.0 */
#include "base/textbuf.h"

#include "base/digits.h"
#include "base/memory.h"

#include <netcap/hex.h>

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LARGE ((size_t)128 << 10)

void
textbuf_free(struct textbuf *text)
{
    free(text->data);
    text->data = NULL;
    text->used = text->size = 0;
}

void
textbuf_flush(struct textbuf *text)
{
    size_t done = 0;

    if (text->fd < 0)
        return;
    while (done < text->used && !text->error) {
        ssize_t count = write(text->fd, text->data + done, text->used - done);

        if (count >= 0)
            done += (size_t)count;
        else if (errno != EINTR)
            text->error = errno;
    }
    text->used = 0;
}

void
textbuf_flush_if_large(struct textbuf *text)
{
    if (text->used >= LARGE)
        textbuf_flush(text);
}

char *
textbuf_grow(struct textbuf *text, size_t size)
{
    text->size = 2 * text->size + size + LARGE;
    text->data = grow(text->data, text->size);
    return text->data + text->used;
}

void
text_bytes(struct textbuf *text, const void *bytes, size_t size)
{
    if (size == 0)
        return;
    memcpy(textbuf_space(text, size), bytes, size);
    text->used += size;
}

void
text_string(struct textbuf *text, const char *string)
{
    text_bytes(text, string, strlen(string));
}

void
text_pad(struct textbuf *text, char c, size_t count)
{
    if (count == 0)
        return;
    memset(textbuf_space(text, count), c, count);
    text->used += count;
}

void
text_unsigned(struct textbuf *text, uint64_t number)
{
    char *to = textbuf_space(text, DIGITS_MAX);

    text->used += digits_put(to, number);
}

void
text_signed(struct textbuf *text, int64_t number)
{
    if (number < 0)
        text_char(text, '-');
    text_unsigned(text, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

void
text_hex(struct textbuf *text, const uint8_t *bytes, size_t size)
{
    char *to = textbuf_space(text, 2 * size + 1);

    for (size_t i = 0; i < size; i++)
        to = nc_hex(to, bytes[i], 2);
    text->used += 2 * size;
}

void
text_base64(struct textbuf *text, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = textbuf_space(text, (size + 2) / 3 * 4);

    text->used += (size + 2) / 3 * 4;
    for (size_t i = 0; i < size; i += 3) {
        uint32_t bits = (uint32_t)bytes[i] << 16;

        bits |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        bits |= i + 2 < size ? bytes[i + 2] : 0;
        for (size_t digit = 0; digit < 4; digit++)
            *to++ = i + digit > size ? '=' : digits[bits >> (18 - 6 * digit) & 63];
    }
}

static bool
text_not_finite(struct textbuf *text, double number)
{
    if (isfinite(number))
        return false;
    text_string(text, isnan(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity");
    return true;
}

static void
text_fraction(struct textbuf *text, uint32_t hundred_millionths)
{
    char digits[9] = ".";
    size_t size = 8;

    if (hundred_millionths == 0)
        return;
    digits_put_fraction(digits + 1, hundred_millionths, 8);
    while (digits[size] == '0')
        size--;
    text_bytes(text, digits, size + 1);
}

__extension__ typedef unsigned __int128 wide;

/* number times 10^8, rounded half to even: exact, as printf is, and ten times as fast. */
static uint64_t
scaled(double number)
{
    int exponent;
    uint64_t mantissa = (uint64_t)ldexp(frexp(number, &exponent), 53);
    wide product = (wide)mantissa * 100000000, half;
    int shift = 53 - exponent;
    wide result, rest;

    if (shift > 100)
        return 0;
    result = product >> shift;
    rest = product - (result << shift);
    half = (wide)1 << (shift - 1);
    if (rest > half || (rest == half && (result & 1)))
        result++;
    return (uint64_t)result;
}

void
text_decimal(struct textbuf *text, double number)
{
    uint64_t units;

    if (text_not_finite(text, number))
        return;
    if (fabs(number) >= 1e10) {
        char digits[400];
        int size = snprintf(digits, sizeof digits, "%.8f", number);

        while (digits[size - 1] == '0')
            size--;
        text_bytes(text, digits, (size_t)(digits[size - 1] == '.' ? size - 1 : size));
        return;
    }
    units = scaled(fabs(number));
    if (number < 0 && units > 0)
        text_char(text, '-');
    text_unsigned(text, units / 100000000);
    text_fraction(text, (uint32_t)(units % 100000000));
}

/* Of a number between 0.0001 and 10^15 so many digits, rounded half to even, as an integer; false
 * when they do not give the same number back.  mantissa * 2^-shift is the number, and multiplied by
 * 10^places it has the digits before its point: all of it fits. */
static bool
digits_of(uint64_t mantissa, int shift, int places, uint64_t *digits)
{
    static const uint64_t tens[] = { 1,       10,       100,       1000,       10000,      100000,
                                     1000000, 10000000, 100000000, 1000000000, 10000000000 };
    const int most = sizeof tens / sizeof *tens - 1;
    wide power =
        (wide)tens[places > most ? most : places] * tens[places > most ? places - most : 0];
    wide product = mantissa * power, half = (wide)1 << (shift - 1), back, away;

    *digits = (uint64_t)((product + half) >> shift);
    back = (wide)*digits << shift;
    if (back - product == half && (*digits & 1)) /* exactly between two */
        back = (wide)-- * digits << shift;
    away = back > product ? back - product : product - back;
    /* Below a power of two numbers lie twice as near to each other. */
    return away * (mantissa == UINT64_C(1) << 52 ? 4 : 2) < power;
}

/* A number of so many decimals, without zeros at the end. */
static void
put_places(struct textbuf *text, uint64_t digits, int places)
{
    char *to = textbuf_space(text, 2 * DIGITS_MAX), *end;
    char all[DIGITS_MAX];
    int n;

    for (; places > 0 && digits % 10 == 0; places--)
        digits /= 10;
    n = (int)digits_put(all, digits);
    end = to;
    if (n <= places) {
        *end++ = '0';
        *end++ = '.';
        for (int zeros = places - n; zeros > 0; zeros--)
            *end++ = '0';
        memcpy(end, all, (size_t)n);
        end += n;
    } else {
        memcpy(end, all, (size_t)(n - places));
        end += n - places;
        if (places > 0)
            *end++ = '.';
        memcpy(end, all + n - places, (size_t)places);
        end += places;
    }
    text->used += (size_t)(end - to);
}

/* The same as printf, many times as fast, for the numbers that there mostly are. */
static bool
text_usual(struct textbuf *text, double number)
{
    static const double powers[] = { 1e-3, 1e-2, 1e-1, 1e0,  1e1,  1e2,  1e3,  1e4,  1e5, 1e6,
                                     1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
    double size = fabs(number);
    int exponent, before = -3; /* digits before the point */
    uint64_t mantissa, digits;

    if (!(size >= 1e-4 && size < 1e15))
        return false;
    for (const double *power = powers; size >= *power; power++)
        before++;
    mantissa = (uint64_t)ldexp(frexp(size, &exponent), 53);
    for (int count = 15; count <= 17; count++) {
        int places = count - before;

        if (!digits_of(mantissa, 53 - exponent, places, &digits))
            continue;
        if (number < 0)
            text_char(text, '-');
        put_places(text, digits, places);
        return true;
    }
    return false;
}

void
text_shortest(struct textbuf *text, double number, bool single)
{
    char digits[40];

    if (text_not_finite(text, number))
        return;
    if (number == 0 && signbit(number)) {
        text_string(text, "-0");
        return;
    }
    if (fabs(number) < 1e15 && number == (double)(int64_t)number) {
        text_signed(text, (int64_t)number);
        return;
    }
    if (!single && text_usual(text, number))
        return;
    for (int precision = single ? 6 : 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (single ? strtof(digits, NULL) == (float)number : strtod(digits, NULL) == number)
            break;
    }
    text_string(text, digits);
}

static size_t
read_digits(const uint8_t *bytes, size_t size, uint64_t *number)
{
    size_t count = 0;

    *number = 0;
    while (count < size && count < 12 && bytes[count] >= '0' && bytes[count] <= '9')
        *number = 10 * *number + (uint64_t)(bytes[count++] - '0');
    return count;
}

/* Seconds before 1970 of the year 1000, and behind it of the year 10000. */
#define EARLY_END UINT64_C(30610224000)
#define LATE_END UINT64_C(253402300800)

bool
text_time_read(const uint8_t *bytes, size_t size, struct text_time *time)
{
    bool early = size && *bytes == '-';
    uint64_t seconds, fraction;
    size_t whole, rest;

    if (early) { /* what is empty may be nowhere */
        bytes++;
        size--;
    }
    whole = read_digits(bytes, size, &seconds);
    /* RFC 3339 cannot write the year 10000, nor does strftime() one of three digits in four. */
    if (whole == 0 || whole == size || bytes[whole] != '.' ||
        seconds >= (early ? EARLY_END : LATE_END))
        return false;
    rest = read_digits(bytes + whole + 1, size - whole - 1, &fraction);
    if (rest == 0 || whole + 1 + rest != size || (rest > 6 && rest != 9))
        return false;
    time->seconds = (int64_t)seconds;
    time->digits = rest == 9 ? 9 : 6;
    time->nanoseconds = (uint32_t)(rest == 9 ? fraction : 1000 * fraction);
    if (early) {
        time->seconds = -time->seconds - (fraction != 0);
        time->nanoseconds = fraction ? 1000000000 - time->nanoseconds : 0;
    }
    return true;
}

void
text_time_utc(struct textbuf *text, const struct text_time *time)
{
    time_t seconds = (time_t)time->seconds;
    char line[64];
    size_t size;
    struct tm utc;

    gmtime_r(&seconds, &utc);
    size = strftime(line, sizeof line - 10, "%Y-%m-%dT%H:%M:%S.", &utc);
    digits_put_fraction(line + size,
                        time->digits == 9 ? time->nanoseconds : time->nanoseconds / 1000,
                        time->digits);
    size += (size_t)time->digits;
    line[size++] = 'Z';
    text_bytes(text, line, size);
}
