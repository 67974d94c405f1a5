/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of CSV straight from records as they are on the wire: many times as fast as by way of
 * values, for records as they mostly are. */
#ifndef CSV_ROWS_H
#define CSV_ROWS_H

#include "base/wire.h"
#include "formats/format.h"

struct csv_rows;

/* Lines of all fields of the record, as format_csv prints them; good as long as the printer.  NULL:
 * there is no such way for this record or this style. */
struct csv_rows *csv_rows_new(struct printer *, const struct schema_message *record);
void csv_rows_free(struct csv_rows *);

/* Appends a record's line.  False, and nothing is appended, when it has a field twice, or fields in
 * another order than its schema, or something else that is rare, damage included. */
bool csv_rows_put(struct csv_rows *, struct wire record);

#endif
