/* SPDX-License-Identifier: Apache-2.0 */
/* Values as JSON, for where they stand inside something else. */
#ifndef FORMAT_JSONL_H
#define FORMAT_JSONL_H

#include "formats/format.h"

/* A list, or what is none and is there. */
void jsonl_value(const struct printer *, const struct schema_field *, const struct value *);

void jsonl_message(const struct printer *, const struct schema_message *,
                   const struct value *fields);

#endif
