/* SPDX-License-Identifier: Apache-2.0 */
/* Protobuf text format, a blank line behind each record: what is not set is not printed, and
 * strings escape what a terminal would not show. */
#include "base/visible.h"
#include "formats/cell.h"
#include "utf8.h"

static void text_field(struct printer *printer, const char *name, const struct schema_field *field,
                       const struct value *value, int depth);

static void
text_message(struct printer *printer, const struct schema_message *type, const struct value *fields,
             int depth)
{
    for (size_t i = 0; i < type->count; i++)
        text_field(printer, type->fields[i].name, &type->fields[i], &fields[i], depth);
}

static void
text_escaped(struct textbuf *to, const struct value *value, bool ascii)
{
    size_t at = 0;

    text_char(to, '"');
    while (at < value->size) {
        uint8_t c = value->bytes[at];
        size_t length = ascii && c > 0x7e ? 0 : nc_utf8(value->bytes + at, value->size - at);

        if (!visible_is_control(value->bytes + at, length) && c != '"' && c != '\\') {
            text_bytes(to, value->bytes + at, length);
            at += length;
            continue;
        }
        text_char(to, '\\');
        if (c == '"' || c == '\\') {
            text_char(to, (char)c);
        } else {
            text_char(to, (char)('0' + (c >> 6)));
            text_char(to, (char)('0' + (c >> 3 & 7)));
            text_char(to, (char)('0' + (c & 7)));
        }
        at++;
    }
    text_char(to, '"');
}

static void
text_real(struct textbuf *to, const struct schema_field *field, double real)
{
    if (real != real)
        text_string(to, "nan");
    else if (real - real != 0)
        text_string(to, real < 0 ? "-inf" : "inf");
    else
        text_shortest(to, real, field->type == SCHEMA_FLOAT);
}

static void
text_scalar(struct printer *printer, const struct schema_field *field, const struct value *value)
{
    struct text_time when;

    if (field->type == SCHEMA_DOUBLE || field->type == SCHEMA_FLOAT) {
        text_real(printer->to, field, value_real(value));
    } else if (printer->style.utc && schema_is_time(field) &&
               text_time_read(value->bytes, value->size, &when)) {
        text_char(printer->to, '"');
        text_time_utc(printer->to, &when);
        text_char(printer->to, '"');
    } else if (field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES) {
        text_escaped(printer->to, value, field->type == SCHEMA_BYTES);
    } else {
        cell_print_element(printer, field, value);
    }
}

static void
text_element(struct printer *printer, const char *name, const struct schema_field *field,
             const struct value *value, int depth)
{
    struct textbuf *to = printer->to;
    size_t indent = 2 * (size_t)depth;

    text_pad(to, ' ', indent);
    text_string(to, name);
    if (field->type == SCHEMA_MESSAGE) {
        text_string(to, " {\n");
        text_message(printer, field->message, value->fields, depth + 1);
        text_pad(to, ' ', indent);
        text_char(to, '}');
    } else {
        text_string(to, ": ");
        text_scalar(printer, field, value);
    }
    text_char(to, '\n');
}

static bool
is_default(const struct schema_field *field, const struct value *value)
{
    if (field->type == SCHEMA_MESSAGE)
        return !value->fields;
    if (field->presence)
        return !value_is_there(field, value);
    if (field->type == SCHEMA_STRING || field->type == SCHEMA_BYTES)
        return value->size == 0;
    return value->number == 0;
}

static void
text_field(struct printer *printer, const char *name, const struct schema_field *field,
           const struct value *value, int depth)
{
    if (field->repeated)
        for (const struct value *each = value->first; each; each = each->next)
            text_element(printer, name, field, each, depth);
    else if (!is_default(field, value))
        text_element(printer, name, field, value, depth);
}

static void
text_record(struct printer *printer, const struct value *const *cells)
{
    for (size_t i = 0; i < printer->columns->count; i++) {
        const struct column *column = &printer->columns->list[i];

        if (cells[i])
            text_field(printer, column->name, &column->field, cells[i], 0);
    }
    text_char(printer->to, '\n');
}

const struct format format_text = {
    .name = "text",
    .record = text_record,
};
