/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as RFC 4180 has it, fit for terminals and spreadsheets.
 *
 * In text a backslash is written as two, and what a terminal would obey or not show as \xNN for
 * each of its bytes: a record is always one line, and nothing is lost.  Text that a spreadsheet
 * would take for a formula gets an apostrophe in front, and so does text that has that already. */
#include "formats/format_csv.h"

#include "formats/cell.h"
#include "formats/csv_text.h"
#include "formats/format_jsonl.h"

static bool
is_text(const struct schema_field *field)
{
    return !field->repeated && (field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES);
}

/* Whether numbers and bytes may have such a separator in them. */
static bool
is_in_numbers(char separator)
{
    return separator == '-' || separator == '.' || separator == '(' || separator == ')' ||
           (separator >= '0' && separator <= 'z');
}

static bool
is_nested(const struct schema_field *field)
{
    return field->repeated || field->type == SCHEMA_MESSAGE;
}

/* What is in there is escaped before it stands between others. */
static void
put_nested(struct printer *printer, const struct schema_field *field, const struct value *value)
{
    size_t from = printer->to->used;

    printer->escapes = true;
    if (printer->style.nested == NESTED_DASHES)
        cell_print(printer, field, value);
    else if (field->repeated || value->fields)
        jsonl_value(printer, field, value);
    printer->escapes = false;
    csv_quote(printer->to, from, printer->separator);
}

void
csv_cell(struct printer *printer, const struct schema_field *field, const struct value *value)
{
    struct textbuf *to = printer->to;
    size_t from = to->used;

    if (is_nested(field)) {
        put_nested(printer, field, value);
        return;
    }
    cell_print(printer, field, value);
    if (to->used == from)
        return;
    if (printer->style.formulas == FORMULAS_ESCAPE && is_text(field))
        csv_defuse(to, from);
    if (field->type == SCHEMA_BYTES)
        csv_quote(to, from, printer->separator); /* whatever they are, they are printable now */
    else if (field->type == SCHEMA_STRING || is_in_numbers(printer->separator))
        csv_finish(to, from, printer->separator);
}

static void
csv_record(struct printer *printer, const struct value *const *cells)
{
    struct textbuf *to = printer->to;
    const bool straight = !is_in_numbers(printer->separator);

    printer->meant = true;
    for (size_t i = 0; i < printer->columns->count; i++) {
        const struct schema_field *field = &printer->columns->list[i].field;
        size_t from;

        if (i > 0)
            text_char(to, printer->separator);
        from = to->used;
        if (cells[i] && (!straight || field->repeated || field->presence ||
                         !cell_put_number(to, field->type, cells[i]->number)))
            csv_cell(printer, field, cells[i]);
        /* A line with nothing on it is no record to a CSV reader. */
        if (printer->columns->count == 1 && to->used == from)
            text_string(to, "\"\"");
    }
    text_char(to, '\n');
}

static void
put_titles(struct printer *printer)
{
    for (size_t i = 0; i < printer->columns->count; i++) {
        size_t from;

        if (i > 0)
            text_char(printer->to, printer->separator);
        from = printer->to->used;
        text_string(printer->to, printer->columns->list[i].name);
        csv_finish(printer->to, from, printer->separator);
    }
    text_char(printer->to, '\n');
}

static void
csv_begin(struct printer *printer)
{
    if (printer->title)
        put_titles(printer);
}

const struct format format_csv = {
    .name = "csv",
    .is_csv = true,
    .title_once = true,
    .begin = csv_begin,
    .record = csv_record,
};

const struct format format_tsv = {
    .name = "tsv",
    .is_csv = true,
    .separator = '\t',
    .title_once = true,
    .begin = csv_begin,
    .record = csv_record,
};
