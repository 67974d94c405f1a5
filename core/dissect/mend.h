/* SPDX-License-Identifier: Apache-2.0 */
/* Text that is not UTF-8 (RFC 3629), which many readers of records would refuse the whole record
 * for: shown as nc_text() does, \xNN for each byte that is no character's, \\ for a backslash. */
#ifndef MEND_H
#define MEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether so many bytes of text must be mended. */
bool mend_is_wanted(const char *text, size_t size);

/* How many bytes it then is, and these; what is behind them. */
size_t mend_size(const char *text, size_t size);
uint8_t *mend_put(uint8_t *to, const char *text, size_t size);

#endif
