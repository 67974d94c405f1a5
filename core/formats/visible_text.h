/* SPDX-License-Identifier: Apache-2.0 */
/* Text for people to read, of any length, into a text buffer. */
#ifndef VISIBLE_TEXT_H
#define VISIBLE_TEXT_H

#include "base/textbuf.h"

/* Appends text with control characters escaped, each byte as \xNN, cut at this many characters;
 * how many it has. */
size_t visible_text(struct textbuf *, const void *text, size_t size, size_t most);

#endif
