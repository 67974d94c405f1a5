/* SPDX-License-Identifier: Apache-2.0 */
/* Text for a terminal, which obeys some of what it is sent. */
#ifndef VISIBLE_H
#define VISIBLE_H

#include "base/textbuf.h"

/* Whether a terminal would not show this character; length as nc_utf8() gives it. */
static inline bool
visible_is_control(const uint8_t *bytes, size_t length)
{
    /* U+0080 to U+009F are control characters as well. */
    return length == 0 || bytes[0] < 0x20 || bytes[0] == 0x7f ||
           (length == 2 && bytes[0] == 0xc2 && bytes[1] < 0xa0);
}

/* Appends text with control characters escaped, cut at this many characters; how many it has. */
size_t visible_text(struct textbuf *, const void *text, size_t size, size_t most);

#endif
