/* SPDX-License-Identifier: Apache-2.0 */
/* Text for a terminal, which obeys some of what it is sent. */
#ifndef VISIBLE_H
#define VISIBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether a character of two bytes or more shows nothing, or changes how others show: a control
 * (U+0080 to U+009F), a mark of direction, a filler, a tag.  Length as nc_utf8() gives it. */
bool visible_is_format(const uint8_t *bytes, size_t length);

/* Whether a terminal would not simply show this character; no character (length 0) is none. */
static inline bool
visible_is_control(const uint8_t *bytes, size_t length)
{
    return length == 0 || bytes[0] < 0x20 || bytes[0] == 0x7f ||
           (length > 1 && visible_is_format(bytes, length));
}

/* The number of a character in UTF-8 of this length. */
uint32_t visible_code(const uint8_t *bytes, size_t length);

/* A string with control characters escaped, each byte as \xNN, into a buffer of this size, cut
 * where it is full; returns the buffer. */
char *visible_string(char *buffer, size_t size, const char *text);

/* Makes a line of a message fit to be shown, where it is: a question mark for each character that
 * is not.  Its new length. */
size_t visible_line(char *line, size_t length);

#endif
