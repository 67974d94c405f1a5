/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as text, and names and ids that stand for others. */
#ifndef WORDS_H
#define WORDS_H

#include "anonymize/addresses.h"
#include "base/textbuf.h"

/* An address of IP or of a link as it is written, in its place; false: it is neither, and nothing
 * is written. */
bool words_address(struct addresses *, const char *text, size_t size, struct textbuf *to);
bool words_link(struct addresses *, const char *text, size_t size, struct textbuf *to);

/* A word for what may be anything, of twelve letters. */
void words_hash(const struct secret *, enum secret_kind, const void *bytes, size_t size,
                struct textbuf *to);

/* An id as text, which keeps its length, and digits of hexadecimal where it has no others. */
void words_id(const struct secret *, const char *text, size_t size, struct textbuf *to);

#endif
