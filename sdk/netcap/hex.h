/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal digits, in lower case. */
#ifndef NETCAP_HEX_H
#define NETCAP_HEX_H

#include <stddef.h>
#include <stdint.h>

/* The digit of the lowest four bits. */
static inline char
nc_hex_digit(uint64_t number)
{
    return "0123456789abcdef"[number & 15];
}

/* Writes the lowest n digits of a number, and returns where they end; no NUL is put there. */
static inline char *
nc_hex(char *to, uint64_t number, size_t n)
{
    while (n)
        *to++ = nc_hex_digit(number >> (4 * --n));
    return to;
}

#endif
