/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses in words that are text in base64, as in queries of URLs. */
#ifndef HIDDEN_H
#define HIDDEN_H

#include "anonymize/words.h"

/* The text, with a word that means nothing in the place of each such one. */
void hidden_clean(struct addresses *, const char *text, size_t size, struct textbuf *to);

#endif
