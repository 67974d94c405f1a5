/* SPDX-License-Identifier: Apache-2.0 */
/* Messages in ASN.1 as tests write them: hexadecimal, where {...} is a length and what it counts,
 * and 'abc' the bytes of a text.  der("30{ 020101 04{'public'} }") is "300b 0201010406...". */
#ifndef DER_MAKER_H
#define DER_MAKER_H

#include "harness.h"

#include <stdio.h>
#include <string.h>

enum { DER_ROOM = 1 << 14, DER_TEXTS = 4 };

/* Writes what stands up to the closing brace or the end; where it ends. */
static inline const char *
der_expand(const char *text, char *to, size_t size)
{
    while (*text && *text != '}') {
        if (*text == '{') {
            char inside[DER_ROOM] = "";
            size_t n;

            text = der_expand(text + 1, inside, sizeof inside);
            CU_ASSERT_FATAL(*text == '}');
            n = strlen(inside) / 2;
            size -= (size_t)snprintf(to, size, n < 128 ? "%02zx" : "82%04zx", n);
            to += strlen(to);
            CU_ASSERT_FATAL(strlen(inside) < size);
            strcpy(to, inside);
            size -= strlen(to);
            to += strlen(to);
        } else if (*text == '\'') {
            for (text++; *text != '\''; text++, to += 2, size -= 2)
                snprintf(to, size, "%02x", (unsigned)(uint8_t)*text);
        } else if (*text != ' ') {
            *to++ = *text;
            size--;
        }
        *to = '\0';
        CU_ASSERT_FATAL(*text && size > 4);
        text++;
    }
    return text;
}

/* Good until the fourth call from now. */
static inline const char *
der(const char *text)
{
    static char texts[DER_TEXTS][DER_ROOM];
    static unsigned calls;
    char *to = texts[calls++ % DER_TEXTS];

    *to = '\0';
    CU_ASSERT_FATAL(*der_expand(text, to, DER_ROOM) == '\0');
    return to;
}

/* The same of text with one %s, in which another stands. */
static inline const char *
der_with(const char *format, const char *inside)
{
    char text[DER_ROOM];
    const char *at = strstr(format, "%s");

    CU_ASSERT_FATAL(at && strlen(format) + strlen(inside) < sizeof text);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - format), format, inside, at + 2);
    return der(text);
}

#endif
