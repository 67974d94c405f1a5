/* SPDX-License-Identifier: Apache-2.0 */
/* CSV as RFC 4180 has it, with the list and message forms of the original netcap inside cells. */
#include "formats/format.h"

bool
format_is_text(const struct printer *printer, const struct value *value)
{
    bool text = printer->printable;

    for (size_t i = 0; i < value->size && text; i++)
        text = value->bytes[i] >= ' ' && value->bytes[i] <= '~';
    return text;
}

static void
cell_bytes(const struct printer *printer, const struct value *value)
{
    if (format_is_text(printer, value))
        text_bytes(printer->to, value->bytes, value->size);
    else
        text_hex(printer->to, value->bytes, value->size);
}

static void
cell_message(const struct printer *printer, const struct schema_message *type,
             const struct value *fields)
{
    text_char(printer->to, '(');
    for (size_t i = 0; i < type->count; i++) {
        if (i > 0)
            text_char(printer->to, '-');
        format_cell(printer, &type->fields[i], &fields[i]);
    }
    text_char(printer->to, ')');
}

static void
cell_string(struct textbuf *to, const struct value *value, bool time)
{
    struct text_time when;

    if (time && text_time_read(value->bytes, value->size, &when))
        text_time_utc(to, &when);
    else
        text_bytes(to, value->bytes, value->size);
}

static void
cell_enum(struct textbuf *to, const struct schema_enum *type, int32_t number)
{
    const char *name = schema_enum_name(type, number);

    if (name)
        text_string(to, name);
    else
        text_signed(to, number);
}

void
format_element(const struct printer *printer, const struct schema_field *field,
               const struct value *value)
{
    struct textbuf *to = printer->to;

    switch (field->type) {
    case SCHEMA_STRING:
        cell_string(to, value, printer->utc && field->time);
        break;
    case SCHEMA_BYTES:
        cell_bytes(printer, value);
        break;
    case SCHEMA_MESSAGE:
        if (value->fields)
            cell_message(printer, field->message, value->fields);
        break;
    case SCHEMA_BOOL:
        text_string(to, value->number ? "true" : "false");
        break;
    case SCHEMA_ENUM:
        cell_enum(to, field->enumeration, (int32_t)value->number);
        break;
    case SCHEMA_DOUBLE:
    case SCHEMA_FLOAT:
        text_decimal(to, value_real(value));
        break;
    case SCHEMA_UINT32:
    case SCHEMA_UINT64:
    case SCHEMA_FIXED32:
    case SCHEMA_FIXED64:
        text_unsigned(to, value->number);
        break;
    default:
        text_signed(to, (int64_t)value->number);
        break;
    }
}

void
format_cell(const struct printer *printer, const struct schema_field *field,
            const struct value *value)
{
    struct textbuf *to = printer->to;
    bool messages = field->type == SCHEMA_MESSAGE && value->size > 0;

    if (!field->repeated) {
        format_element(printer, field, value);
        return;
    }
    if (!messages)
        text_char(to, '(');
    for (const struct value *each = value->first; each; each = each->next) {
        if (each != value->first && !messages)
            text_char(to, '-');
        format_element(printer, field, each);
    }
    if (!messages)
        text_char(to, ')');
}

/* Puts the cell from this place on into quotes when it needs them. */
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
    return field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES || field->type == SCHEMA_MESSAGE || separator == '-' ||
           separator == '.' || separator == '(' || separator == ')' ||
           (separator >= '0' && separator <= 'z');
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
            format_cell(printer, field, cells[i]);
        if (to->used > from && may_need_quotes(field, printer->separator))
            quote(to, from, printer->separator);
        /* A line with nothing on it is no record to a CSV reader. */
        if (printer->columns->count == 1 && to->used == from)
            text_string(to, "\"\"");
    }
    text_char(to, '\n');
}

void
format_titles(struct printer *printer)
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
        format_titles(printer);
}

static void
csv_end(struct printer *printer)
{
    (void)printer;
}

const struct format format_csv = { "csv", true, csv_begin, csv_record, csv_end };
