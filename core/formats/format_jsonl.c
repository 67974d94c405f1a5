/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON object a line (RFC 8259): the protobuf names, defaults printed, bytes as hex. */
#include "formats/format_jsonl.h"

#include "formats/cell.h"
#include "formats/json.h"

#include <math.h>

static void
json_real(struct textbuf *to, const struct schema_field *field, const struct value *value)
{
    double real = value_real(value);
    bool quotes = !isfinite(real); /* JSON has no such numbers */

    if (quotes)
        text_char(to, '"');
    text_shortest(to, real, field->type == SCHEMA_FLOAT);
    if (quotes)
        text_char(to, '"');
}

static void
json_quoted_cell(const struct printer *printer, const struct schema_field *field,
                 const struct value *value)
{
    text_char(printer->to, '"');
    cell_print_element(printer, field, value);
    text_char(printer->to, '"');
}

static void
json_text(const struct printer *printer, const struct schema_field *field,
          const struct value *value)
{
    struct text_time when;

    if (printer->utc && schema_is_time(field) && text_time_read(value->bytes, value->size, &when))
        json_quoted_cell(printer, field, value);
    else
        json_string(printer->to, value->bytes, value->size);
}

static void
json_element(const struct printer *printer, const struct schema_field *field,
             const struct value *value)
{
    struct textbuf *to = printer->to;

    switch (field->type) {
    case SCHEMA_STRING: json_text(printer, field, value); break;
    case SCHEMA_MESSAGE: jsonl_message(printer, field->message, value->fields); break;
    case SCHEMA_DOUBLE:
    case SCHEMA_FLOAT: json_real(to, field, value); break;
    case SCHEMA_ENUM:
        if (schema_enum_name(field->enumeration, (int32_t)value->number))
            json_quoted_cell(printer, field, value);
        else
            text_signed(to, (int32_t)value->number);
        break;
    case SCHEMA_BYTES:
        if (cell_is_text(printer, value))
            json_string(to, value->bytes, value->size);
        else
            json_quoted_cell(printer, field, value);
        break;
    default: cell_print_element(printer, field, value); break;
    }
}

/* Nothing for an absent message; true when the field was printed. */
static bool
json_field(const struct printer *printer, const char *name, const struct schema_field *field,
           const struct value *value, bool first)
{
    struct textbuf *to = printer->to;

    if (!value || (field->type == SCHEMA_MESSAGE && !field->repeated && !value->fields))
        return false;
    text_string(to, first ? "\"" : ",\"");
    text_string(to, name);
    text_string(to, "\":");
    if (!field->repeated) {
        json_element(printer, field, value);
        return true;
    }
    text_char(to, '[');
    for (const struct value *each = value->first; each; each = each->next) {
        if (each != value->first)
            text_char(to, ',');
        json_element(printer, field, each);
    }
    text_char(to, ']');
    return true;
}

void
jsonl_message(const struct printer *printer, const struct schema_message *type,
              const struct value *fields)
{
    bool first = true;

    text_char(printer->to, '{');
    for (size_t i = 0; i < type->count; i++)
        if (json_field(printer, type->fields[i].name, &type->fields[i], &fields[i], first))
            first = false;
    text_char(printer->to, '}');
}

static void
json_record(struct printer *printer, const struct value *const *cells)
{
    struct textbuf *to = printer->to;
    bool first = true;

    text_char(to, '{');
    for (size_t i = 0; i < printer->columns->count; i++) {
        const struct column *column = &printer->columns->list[i];

        if (json_field(printer, column->name, &column->field, cells[i], first))
            first = false;
    }
    text_string(to, "}\n");
}

const struct format format_jsonl = {
    .name = "jsonl",
    .record = json_record,
};
