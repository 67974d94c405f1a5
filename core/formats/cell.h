/* SPDX-License-Identifier: Apache-2.0 */
/* A value as text: the whole of a CSV cell, and in other formats what lies inside their quotes. */
#ifndef CELL_H
#define CELL_H

#include "base/digits.h"
#include "formats/format.h"

#include <string.h>

/* Without quotes; what is absent is empty. */
void cell_print(const struct printer *, const struct schema_field *, const struct value *);

/* The same for one element of a repeated field. */
void cell_print_element(const struct printer *, const struct schema_field *, const struct value *);

/* How the bytes of a field are shown, whatever they are: one form for a column.  Text is as RFC
 * 1035 has names (5.1): what is not printable ASCII as \DDD, decimal, and a backslash as two. */
enum bytes_form { FORM_HEX, FORM_TEXT, FORM_BASE64, FORM_ADDRESS, FORM_MAC };
enum bytes_form cell_bytes_form(const struct printer *, const struct schema_field *);

enum { CELL_NUMBER = DIGITS_MAX + 1 }; /* and "false" */

/* Most values: an integer or a flag, straight to where it stands.  False: it is of another type. */
static inline bool
cell_put_number(struct textbuf *to, enum schema_type type, uint64_t number)
{
    char *at = textbuf_space(to, CELL_NUMBER), *end = at;

    switch (type) {
    case SCHEMA_BOOL:
        memcpy(at, number ? "true " : "false", 5);
        end = at + (number ? 4 : 5);
        break;
    case SCHEMA_INT32:
    case SCHEMA_INT64:
    case SCHEMA_SINT32:
    case SCHEMA_SINT64:
    case SCHEMA_SFIXED32:
    case SCHEMA_SFIXED64:
        if ((int64_t)number < 0) {
            *end++ = '-';
            number = 0 - number;
        }
        end += digits_put(end, number);
        break;
    case SCHEMA_UINT32:
    case SCHEMA_UINT64:
    case SCHEMA_FIXED32:
    case SCHEMA_FIXED64: end += digits_put(end, number); break;
    default: return false;
    }
    to->used += (size_t)(end - at);
    return true;
}

#endif
