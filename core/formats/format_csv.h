/* SPDX-License-Identifier: Apache-2.0 */
/* A cell of CSV. */
#ifndef FORMAT_CSV_H
#define FORMAT_CSV_H

#include "formats/format.h"

/* In quotes if it needs them, and as the printer's style has it; what is absent is empty. */
void csv_cell(struct printer *, const struct schema_field *, const struct value *);

#endif
