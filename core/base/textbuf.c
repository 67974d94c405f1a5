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
textbuf_space(struct textbuf *text, size_t size)
{
    if (text->size - text->used < size) {
        text->size = 2 * text->size + size + LARGE;
        text->data = grow(text->data, text->size);
    }
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
text_char(struct textbuf *text, char c)
{
    *textbuf_space(text, 1) = c;
    text->used++;
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

    if (size == 0)
        return false; /* of nothing there may be no address */
    whole = read_digits(bytes += early, size -= early, &seconds);
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
