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
    size_t n = 1;

    for (uint64_t rest = number; rest > 9; rest /= 10)
        n++;
    for (size_t i = n; i-- > 0; number /= 10)
        to[i] = (char)('0' + number % 10);
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
