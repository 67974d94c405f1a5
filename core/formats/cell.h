/* SPDX-License-Identifier: Apache-2.0 */
/* A value as text: the whole of a CSV cell, and in other formats what lies inside their quotes. */
#ifndef CELL_H
#define CELL_H

#include "formats/format.h"

/* Without quotes; what is absent is empty. */
void cell_print(const struct printer *, const struct schema_field *, const struct value *);

/* The same for one element of a repeated field. */
void cell_print_element(const struct printer *, const struct schema_field *, const struct value *);

/* How the bytes of a field are shown, whatever they are: one form for a column.  Text is as RFC
 * 1035 has names (5.1): what is not printable ASCII as \DDD, decimal, and a backslash as two. */
enum bytes_form { FORM_HEX, FORM_TEXT, FORM_BASE64, FORM_ADDRESS, FORM_MAC };
enum bytes_form cell_bytes_form(const struct printer *, const struct schema_field *);

#endif
