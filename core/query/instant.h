/* SPDX-License-Identifier: Apache-2.0 */
/* A time that records are chosen by, and the time that a record has. */
#ifndef INSTANT_H
#define INSTANT_H

#include "query/key.h"
#include "schema/value.h"

struct instant {
    bool given;
    bool relative; /* to the first record */
    wide time;     /* nanoseconds, since 1970 or since that */
};

/* A time as an expression has it, or "+10s"; false: it is neither. */
bool instant_read(struct instant *, const char *text);

/* What of a record says when it was: the first field that means a time and is no list; NULL: none.
 */
const struct schema_field *instant_field(const struct schema_message *record);

/* False: the field holds no time. */
bool instant_of(const struct schema_field *, const struct value *, wide *time);

#endif
