/* SPDX-License-Identifier: Apache-2.0 */
/* The header of a file of records: the first message, and the first of each file that was put
 * behind another one, as "cat a.ncap.gz b.ncap.gz" does. */
#ifndef HEADERS_H
#define HEADERS_H

#include "netcap.pb-c.h"
#include "schema/schema.h"

/* The first message of a file; NULL when it is no header. */
Types__Header *headers_read(const uint8_t *bytes, size_t size);
void headers_free(Types__Header *);

/* Whether a message behind the first is a header.  It has what every header has, Created, Type and
 * Version, each of their form, and it is no record: one of its fields is none of the records', or
 * one of theirs with another wire type.  So whatever packets say, no record is taken for a header.
 * A header's fields 2 to 4 are a text, a number and a text, those from 1000 on are its own: all
 * record types differ from that. */
bool headers_is(const uint8_t *bytes, size_t size, const struct schema_message *record);

/* Whether a file of that header may follow one of the first, whose records are these: NULL, or why
 * not, as the end of a sentence, in `why`. */
const char *headers_differs(const Types__Header *first, const struct schema_message *record,
                            const Types__Header *other, char *why, size_t size);

#endif
