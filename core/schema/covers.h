/* SPDX-License-Identifier: Apache-2.0 */
/* Whether records of one schema can be read with another. */
#ifndef COVERS_H
#define COVERS_H

#include "schema/schema.h"

/* Whether each field of `other`, nested ones included, is one of `message` too, under the same
 * number and of the same type; "" or what is not: "Context.VLAN". */
bool schema_covers(const struct schema_message *message, const struct schema_message *other,
                   char *missing, size_t size);

#endif
