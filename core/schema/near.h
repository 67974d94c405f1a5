/* SPDX-License-Identifier: Apache-2.0 */
/* Names of fields as people write them: in any case, and not always right. */
#ifndef NEAR_H
#define NEAR_H

#include "schema/schema.h"

/* The field that has this name, or else the first that has it in letters of another case; NULL when
 * none has. */
const struct schema_field *near_field(const struct schema_message *, const char *name,
                                      size_t length);

/* The likeliest names for one that no field has, also of fields in messages inside: "SrcPort or
 * Context.SrcIP".  False when none is like it. */
bool near_names(const struct schema_message *, const char *name, size_t length, char *to,
                size_t size);

#endif
