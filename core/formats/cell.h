/* SPDX-License-Identifier: Apache-2.0 */
/* A value as text: the whole of a CSV cell, and in other formats what lies inside their quotes. */
#ifndef CELL_H
#define CELL_H

#include "formats/format.h"

/* Without quotes; an absent message is empty. */
void cell_print(const struct printer *, const struct schema_field *, const struct value *);

/* The same for one element of a repeated field. */
void cell_print_element(const struct printer *, const struct schema_field *, const struct value *);

/* Whether these bytes are shown as the text they are. */
bool cell_is_text(const struct printer *, const struct value *);

#endif
