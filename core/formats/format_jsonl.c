/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON object a line (RFC 8259): the protobuf names, defaults printed, bytes as hex. */
#include "formats/format_jsonl.h"

#include "base/wire.h"
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

    if (printer->style.utc && schema_is_time(field) &&
        text_time_read(value->bytes, value->size, &when))
        json_quoted_cell(printer, field, value);
    else
        json_string(printer->to, value->bytes, value->size);
}

/* Beyond this not every whole number is a double. */
#define DOUBLE_WHOLE (UINT64_C(1) << 53)

static bool
is_big(const struct schema_field *field, uint64_t number)
{
    switch (field->type) {
    case SCHEMA_INT64:
    case SCHEMA_SINT64:
    case SCHEMA_SFIXED64: return number + DOUBLE_WHOLE > 2 * DOUBLE_WHOLE;
    default: return number > DOUBLE_WHOLE;
    }
}

static void
json_number(const struct printer *printer, const struct schema_field *field,
            const struct value *value)
{
    if (printer->style.big_numbers == BIG_STRINGS && field->wire != WIRE_32 &&
        field->type != SCHEMA_INT32 && field->type != SCHEMA_SINT32 && is_big(field, value->number))
        json_quoted_cell(printer, field, value);
    else
        cell_print_element(printer, field, value);
}

/* What is text has backslashes of its own. */
static void
json_bytes(const struct printer *printer, const struct schema_field *field,
           const struct value *value)
{
    struct textbuf text = { .fd = -1 };
    struct printer inside = *printer;

    if (cell_bytes_form(printer, field) != FORM_TEXT) {
        json_quoted_cell(printer, field, value);
        return;
    }
    inside.to = &text;
    cell_print_element(&inside, field, value);
    json_string(printer->to, text.data, text.used);
    textbuf_free(&text);
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
    case SCHEMA_BYTES: json_bytes(printer, field, value); break;
    default: json_number(printer, field, value); break;
    }
}

void
jsonl_value(const struct printer *printer, const struct schema_field *field,
            const struct value *value)
{
    struct textbuf *to = printer->to;

    if (!field->repeated && !value_is_there(field, value)) {
        text_string(to, "null");
        return;
    }
    if (!field->repeated) {
        json_element(printer, field, value);
        return;
    }
    text_char(to, '[');
    for (const struct value *each = value->first; each; each = each->next) {
        if (each != value->first)
            text_char(to, ',');
        json_element(printer, field, each);
    }
    text_char(to, ']');
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
    jsonl_value(printer, field, value);
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
