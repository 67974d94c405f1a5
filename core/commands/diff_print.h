/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between records of one type, for people. */
#ifndef DIFF_PRINT_H
#define DIFF_PRINT_H

#include "commands/diff_fields.h"

/* What is only in one of the schemas, and the fields that differed. */
void diff_fields_print(const struct diff_fields *, struct textbuf *to);

#endif
