/* SPDX-License-Identifier: Apache-2.0 */
/* Text as readers of Parquet take it: they refuse a whole file where one is no UTF-8. */
#ifndef PARQUET_UTF8_TEXT_H
#define PARQUET_UTF8_TEXT_H

#include "base/textbuf.h"

/* How much of it is UTF-8, from its beginning on. */
size_t utf8_text_size(const uint8_t *bytes, size_t size);

/* Each byte that is none becomes U+FFFD. */
void utf8_text(struct textbuf *to, const uint8_t *bytes, size_t size);

#endif
