/* SPDX-License-Identifier: Apache-2.0 */
/* A text in a capture file, as others will show it. */
#ifndef SHOWN_TEXT_H
#define SHOWN_TEXT_H

#include <stdint.h>

/* As much of a text as fits into `most` bytes, with a question mark for each byte that nobody would
 * see; how many bytes that is. */
uint32_t shown_text(const char *text, uint8_t *to, uint32_t most);

#endif
