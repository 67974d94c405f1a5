/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses inside of other texts, in any of the forms that people write them in. */
#ifndef TEXTS_H
#define TEXTS_H

#include "anonymize/words.h"

/* The text, with another address in the place of each: dotted, with colons, with other marks
 * between (10-0-0-1, and %2E), in hexadecimal.  What may be one, as long numbers are, or the half
 * of a link's, has other digits. */
void texts_clean(struct addresses *, const char *text, size_t size, struct textbuf *to);

/* Whether that is the text as it was; `room` is for a while. */
bool texts_is_clean(struct addresses *, const char *text, size_t size, struct textbuf *room);

#endif
