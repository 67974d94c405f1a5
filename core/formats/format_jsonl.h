/* SPDX-License-Identifier: Apache-2.0 */
/* A message as JSON, for where it stands inside something else. */
#ifndef FORMAT_JSONL_H
#define FORMAT_JSONL_H

#include "formats/format.h"

void jsonl_message(const struct printer *, const struct schema_message *,
                   const struct value *fields);

#endif
