/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as decimal digits, straight into memory that has space for them. */
#ifndef DIGITS_H
#define DIGITS_H

#include <stddef.h>
#include <stdint.h>

enum { DIGITS_MAX = 20 }; /* of the largest number */

/* As many digits as the number has; how many that are. */
static inline size_t
digits_put(char *to, uint64_t number)
{
    char digits[DIGITS_MAX];
    int n = 0;

    do {
        digits[n++] = (char)('0' + number % 10);
        number /= 10;
    } while (number);
    for (int i = 0; i < n; i++)
        to[i] = digits[n - 1 - i];
    return (size_t)n;
}

/* Exactly n digits, with zeros in front: a fraction. */
static inline void
digits_put_fraction(char *to, uint32_t number, int n)
{
    for (int i = n; i-- > 0; number /= 10)
        to[i] = (char)('0' + number % 10);
}

#endif
