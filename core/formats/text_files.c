/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of dump that need to see no more than a record at a time, as files. */
#include "base/memory.h"
#include "base/wire.h"
#include "formats/csv_rows.h"
#include "formats/file_format.h"
#include "formats/format.h"

#include <stdio.h>
#include <stdlib.h>

/* A little more than a block is text: what is made of it at a time, with one record more. */
enum { BLOCK_SIZE = 256 << 10, MADE = 768 << 10 };

static struct printer
printer_of(const struct file_plan *plan, const struct columns *columns, struct textbuf *to)
{
    const struct format *text = plan->format->text;
    char separator = ',';

    if (text->separator)
        separator = text->separator;
    return (struct printer){ .to = to,
                             .columns = columns,
                             .separator = separator,
                             .style = plan->style.text,
                             .title = true };
}

static bool
text_begin(const struct file_plan *plan, struct textbuf *to, char *why, size_t why_size)
{
    struct columns columns;
    bool found = columns_new(&columns, plan->record, NULL, why, why_size);
    struct printer printer = printer_of(plan, &columns, to);

    if (found && plan->format->text->begin)
        plan->format->text->begin(&printer);
    columns_free(&columns);
    return found;
}

/* How a block is printed. */
struct printing {
    struct printer printer;
    const struct format *text;
    struct columns columns;
    struct values *values;
    const struct value **cells;
    struct csv_rows *rows; /* NULL: all records go by way of values */
};

static void
printing_begin(struct printing *printing, const struct file_plan *plan, struct textbuf *to)
{
    char why[64];

    *printing = (struct printing){ .text = plan->format->text,
                                   .values = values_new(plan->record),
                                   .cells = need(plan->record->count, sizeof(struct value *)) };
    columns_new(&printing->columns, plan->record, NULL, why, sizeof why); /* as at the beginning */
    printing->printer = printer_of(plan, &printing->columns, to);
    if (plan->format->text->is_csv)
        printing->rows = csv_rows_new(&printing->printer, plan->record);
}

static void
printing_end(struct printing *printing)
{
    csv_rows_free(printing->rows);
    columns_free(&printing->columns);
    free(printing->cells);
    values_free(printing->values);
}

/* False when the record is damaged. */
static bool
print_record(struct printing *printing, struct wire record)
{
    const struct value *fields;

    if (printing->rows && csv_rows_put(printing->rows, record))
        return true;
    fields = values_decode(printing->values, record.at, wire_left(&record));
    if (!fields)
        return false;
    for (size_t i = 0; i < printing->columns.count; i++)
        printing->cells[i] = column_value(&printing->columns.list[i], printing->values, fields);
    printing->text->record(&printing->printer, printing->cells);
    return true;
}

static void
text_pack(const struct file_plan *plan, const uint8_t *bytes, size_t size, struct packed *packed)
{
    struct wire block = { bytes, bytes + size }, record;
    struct printing printing;

    printing_begin(&printing, plan, &packed->bytes);
    while (packed->bytes.used < MADE && wire_inside(&block, &record)) {
        if (!print_record(&printing, record)) {
            snprintf(packed->damage, sizeof packed->damage, "%s", values_damage(printing.values));
            break;
        }
        packed->records++;
        packed->taken = (size_t)(block.at - bytes);
    }
    printing_end(&printing);
}

#define TEXT_FILE(what)                                                                            \
    const struct file_format file_format_##what = {                                                \
        .name = #what,                                                                             \
        .suffix = "." #what,                                                                       \
        .block_size = BLOCK_SIZE,                                                                  \
        .begin = text_begin,                                                                       \
        .pack = text_pack,                                                                         \
        .text = &format_##what,                                                                    \
    }
TEXT_FILE(csv);
TEXT_FILE(tsv);
TEXT_FILE(jsonl);
