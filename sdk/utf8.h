/* SPDX-License-Identifier: Apache-2.0 */
/* Characters in UTF-8, RFC 3629: for the SDK and the core; not installed. */
#ifndef NETCAP_UTF8_H
#define NETCAP_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Length of the character at the front of the bytes; 0 when it is none. */
static inline size_t
nc_utf8(const uint8_t *bytes, size_t size)
{
    uint8_t first = size ? bytes[0] : 0xff;
    size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;

    if (first < 0x80)
        return 1;
    if (length > size)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    /* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
    if ((first == 0xe0 && bytes[1] < 0xa0) || (first == 0xed && bytes[1] > 0x9f) ||
        (first == 0xf0 && bytes[1] < 0x90) || (first == 0xf4 && bytes[1] > 0x8f))
        return 0;
    return length;
}

/* How much of a text fits into so many bytes when no character is to be cut in two. */
static inline size_t
nc_utf8_fit(const char *text, size_t most)
{
    size_t n = strnlen(text, most), back = 0;

    if (n < most)
        return n;
    while (back < 3 && back < n && ((uint8_t)text[n - back] & 0xc0) == 0x80)
        back++;
    return (uint8_t)text[n - back] < 0xc0 ? n : n - back;
}

/* As much of a text as a place of so many bytes has room for, behind which it is ended. */
static inline void
nc_utf8_copy(char *to, size_t room, const char *text)
{
    size_t n = nc_utf8_fit(text, room - 1);

    memcpy(to, text, n);
    to[n] = '\0';
}

#endif
