/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of dump that need to see no more than a record at a time, as files. */
#include "base/memory.h"
#include "base/wire.h"
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

static void
print_block(struct printer *printer, const struct file_plan *plan, struct wire block,
            struct packed *packed)
{
    struct values *values = values_new(plan->record);
    size_t count = printer->columns->count;
    const struct value **cells = need(count, sizeof *cells);
    const uint8_t *from = block.at;
    struct wire inside;

    while (packed->bytes.used < MADE && wire_inside(&block, &inside)) {
        const struct value *record = values_decode(values, inside.at, wire_left(&inside));

        if (!record) {
            snprintf(packed->damage, sizeof packed->damage, "%s", values_damage(values));
            break;
        }
        for (size_t i = 0; i < count; i++)
            cells[i] = column_value(&printer->columns->list[i], values, record);
        plan->format->text->record(printer, cells);
        packed->records++;
        packed->taken = (size_t)(block.at - from);
    }
    free(cells);
    values_free(values);
}

static void
text_pack(const struct file_plan *plan, const uint8_t *block, size_t size, struct packed *packed)
{
    char why[64];
    struct columns columns;
    struct printer printer;

    columns_new(&columns, plan->record, NULL, why, sizeof why); /* as it was at the beginning */
    printer = printer_of(plan, &columns, &packed->bytes);
    print_block(&printer, plan, (struct wire){ block, block + size }, packed);
    columns_free(&columns);
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
