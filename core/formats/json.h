/* SPDX-License-Identifier: Apache-2.0 */
/* Text in JSON, RFC 8259. */
#ifndef JSON_H
#define JSON_H

#include "base/textbuf.h"

/* In quotes; what a terminal would not simply show is escaped, and what is no UTF-8 is U+FFFD. */
void json_string(struct textbuf *, const void *text, size_t size);

#endif
