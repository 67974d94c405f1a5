/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers, spans of time and moments as people write them. */
#ifndef LITERAL_H
#define LITERAL_H

#include "query/key.h"

/* Each false when the text is none. */

/* Decimal, hexadecimal from 0x on, with a fraction, with an exponent. */
bool literal_number(const char *text, size_t size, struct key *key);

/* "1.5s", also ns, us, ms, m, h and d: so many of units of `unit` nanoseconds. */
bool literal_span(const char *text, size_t size, uint64_t unit, struct key *key);

/* In nanoseconds since 1970: seconds with up to nine decimals, RFC 3339, or less of it from the
 * end: "2026-11-28T12:00Z", "2026-11-28"; UTC unless it says otherwise.  `span` is how long what is
 * written lasts: of a date a day, of all else a nanosecond. */
bool literal_time(const char *text, size_t size, wide *time, wide *span);

#endif
