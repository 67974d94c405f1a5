/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of records that nobody has planned for, as those of plugins from elsewhere, by what their
 * schema says that their fields mean. */
#ifndef OTHER_TABLES_H
#define OTHER_TABLES_H

#include "report/figures.h"

/* The first fields of a type that are codes, names or URLs; none where the outline has tables of
 * it, or no room is left. */
void other_tables_add(struct figures *, const char *type, const struct schema_message *);

#endif
