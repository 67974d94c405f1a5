/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as decimal digits, straight into memory that has space for them. */
#ifndef DIGITS_H
#define DIGITS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { DIGITS_MAX = 20 }; /* of the largest number */

static inline size_t
digits_count(uint64_t number)
{
    static const uint64_t powers[DIGITS_MAX] = {
        0, /* nothing is a digit too */
        UINT64_C(10),
        UINT64_C(100),
        UINT64_C(1000),
        UINT64_C(10000),
        UINT64_C(100000),
        UINT64_C(1000000),
        UINT64_C(10000000),
        UINT64_C(100000000),
        UINT64_C(1000000000),
        UINT64_C(10000000000),
        UINT64_C(100000000000),
        UINT64_C(1000000000000),
        UINT64_C(10000000000000),
        UINT64_C(100000000000000),
        UINT64_C(1000000000000000),
        UINT64_C(10000000000000000),
        UINT64_C(100000000000000000),
        UINT64_C(1000000000000000000),
        UINT64_C(10000000000000000000),
    };
    unsigned bits = 64 - (unsigned)__builtin_clzll(number | 1);
    size_t least = bits * 1233 >> 12; /* log10(2) is 1233/4096, near enough for 64 bits */

    return least + (number >= powers[least]);
}

#define DIGITS_TEN(tens)                                                                           \
    tens "0" tens "1" tens "2" tens "3" tens "4" tens "5" tens "6" tens "7" tens "8" tens "9"

/* Two digits, of a number below 100. */
static inline void
digits_put_two(char *to, unsigned number)
{
    static const char pairs[] = DIGITS_TEN("0") DIGITS_TEN("1") DIGITS_TEN("2") DIGITS_TEN("3")
        DIGITS_TEN("4") DIGITS_TEN("5") DIGITS_TEN("6") DIGITS_TEN("7") DIGITS_TEN("8")
            DIGITS_TEN("9");

    memcpy(to, pairs + 2 * (size_t)number, 2);
}

/* As many digits as the number has; how many that are. */
static inline size_t
digits_put(char *to, uint64_t number)
{
    size_t n = digits_count(number), i = n;

    for (; number > 99; number /= 100)
        digits_put_two(to + (i -= 2), (unsigned)(number % 100));
    if (i == 2)
        digits_put_two(to, (unsigned)number);
    else
        *to = (char)('0' + number);
    return n;
}

/* Exactly n digits, with zeros in front: a fraction. */
static inline void
digits_put_fraction(char *to, uint32_t number, int n)
{
    for (int i = n; i-- > 0; number /= 10)
        to[i] = (char)('0' + number % 10);
}

#endif
