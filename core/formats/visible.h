/* SPDX-License-Identifier: Apache-2.0 */
/* Text for a terminal, which obeys some of what it is sent. */
#ifndef VISIBLE_H
#define VISIBLE_H

#include "base/textbuf.h"

/* Whether a terminal would not show this character; length as text_utf8() gives it. */
bool visible_is_control(const uint8_t *bytes, size_t length);

/* Appends text with control characters escaped, cut at this many characters; how many it has. */
size_t visible_text(struct textbuf *, const void *text, size_t size, size_t most);

#endif
