/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as decimal digits, straight into memory that has space for them. */
#ifndef DIGITS_H
#define DIGITS_H

#include <stddef.h>
#include <stdint.h>

enum { DIGITS_MAX = 20 }; /* of the largest number */

static inline size_t
digits_count(uint64_t number)
{
    for (size_t n = 0;; n += 4, number /= 10000) {
        if (number < 100)
            return n + 1 + (number > 9);
        if (number < 10000)
            return n + 3 + (number > 999);
    }
}

/* As many digits as the number has; how many that are. */
static inline size_t
digits_put(char *to, uint64_t number)
{
    size_t n = digits_count(number), i = n;

    for (; number > 9; number /= 100) {
        unsigned pair = (unsigned)(number % 100);

        to[--i] = (char)('0' + pair % 10);
        to[--i] = (char)('0' + pair / 10);
    }
    if (i)
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
