/* SPDX-License-Identifier: Apache-2.0 */
/* Text fit for a cell of CSV: what was written behind `from` is changed where it stands. */
#ifndef CSV_TEXT_H
#define CSV_TEXT_H

#include "base/textbuf.h"

/* A backslash becomes two, and what a terminal would obey or not show \xNN for each byte. */
void csv_escape(struct textbuf *, size_t from);

/* Puts the cell into quotes, if it needs them beside such separators. */
void csv_quote(struct textbuf *, size_t from, char separator);

/* Appends text as it is; false, and nothing is appended, when it may need more than that. */
bool csv_put_plain(struct textbuf *, const uint8_t *text, size_t size, char separator);

/* Both. */
void csv_finish(struct textbuf *, size_t from, char separator);

/* Whether what begins with this byte, a letter or a digit, is no formula. */
static inline bool
csv_begins_word(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* Puts an apostrophe before what a spreadsheet would take for a formula, or for such a one. */
void csv_defuse(struct textbuf *, size_t from);

#endif
