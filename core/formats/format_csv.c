/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as RFC 4180 has it. */
#include "formats/cell.h"

/* Puts the cell that begins here into quotes when it needs them. */
static void
quote(struct textbuf *to, size_t from, char separator)
{
    size_t length = to->used - from, quotes = 0;
    bool needed = false;
    char *read, *write;

    for (const char *c = to->data + from; c < to->data + to->used; c++) {
        needed |= *c == separator || *c == '"' || *c == '\n' || *c == '\r';
        quotes += *c == '"';
    }
    if (!needed)
        return;
    textbuf_space(to, quotes + 2);
    read = to->data + to->used;
    to->used += quotes + 2;
    write = to->data + to->used;
    *--write = '"';
    for (size_t i = 0; i < length; i++) {
        *--write = *--read;
        if (*read == '"')
            *--write = '"';
    }
    *--write = '"';
}

static bool
may_need_quotes(const struct schema_field *field, char separator)
{
    return field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES ||
           field->type == SCHEMA_MESSAGE || separator == '-' || separator == '.' ||
           separator == '(' || separator == ')' || (separator >= '0' && separator <= 'z');
}

static void
csv_record(struct printer *printer, const struct value *const *cells)
{
    struct textbuf *to = printer->to;

    for (size_t i = 0; i < printer->columns->count; i++) {
        const struct schema_field *field = &printer->columns->list[i].field;
        size_t from;

        if (i > 0)
            text_char(to, printer->separator);
        from = to->used;
        if (cells[i])
            cell_print(printer, field, cells[i]);
        if (to->used > from && may_need_quotes(field, printer->separator))
            quote(to, from, printer->separator);
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
        quote(printer->to, from, printer->separator);
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
    .title_once = true,
    .begin = csv_begin,
    .record = csv_record,
};

const struct format format_tsv = {
    .name = "tsv",
    .separator = '\t',
    .title_once = true,
    .begin = csv_begin,
    .record = csv_record,
};
