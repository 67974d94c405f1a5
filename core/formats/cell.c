/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and messages have the form of the original netcap: (a-b-c). */
#include "formats/cell.h"

bool
cell_is_text(const struct printer *printer, const struct value *value)
{
    bool text = printer->printable;

    for (size_t i = 0; i < value->size && text; i++)
        text = value->bytes[i] >= ' ' && value->bytes[i] <= '~';
    return text;
}

static void
print_bytes(const struct printer *printer, const struct value *value)
{
    if (cell_is_text(printer, value))
        text_bytes(printer->to, value->bytes, value->size);
    else
        text_hex(printer->to, value->bytes, value->size);
}

static void
print_message(const struct printer *printer, const struct schema_message *type,
              const struct value *fields)
{
    text_char(printer->to, '(');
    for (size_t i = 0; i < type->count; i++) {
        if (i > 0)
            text_char(printer->to, '-');
        cell_print(printer, &type->fields[i], &fields[i]);
    }
    text_char(printer->to, ')');
}

static void
print_string(struct textbuf *to, const struct value *value, bool time)
{
    struct text_time when;

    if (time && text_time_read(value->bytes, value->size, &when))
        text_time_utc(to, &when);
    else
        text_bytes(to, value->bytes, value->size);
}

static void
print_enum(struct textbuf *to, const struct schema_enum *type, int32_t number)
{
    const char *name = schema_enum_name(type, number);

    if (name)
        text_string(to, name);
    else
        text_signed(to, number);
}

void
cell_print_element(const struct printer *printer, const struct schema_field *field,
                   const struct value *value)
{
    struct textbuf *to = printer->to;

    switch (field->type) {
    case SCHEMA_STRING: print_string(to, value, printer->utc && schema_is_time(field)); break;
    case SCHEMA_BYTES: print_bytes(printer, value); break;
    case SCHEMA_MESSAGE:
        if (value->fields)
            print_message(printer, field->message, value->fields);
        break;
    case SCHEMA_BOOL: text_string(to, value->number ? "true" : "false"); break;
    case SCHEMA_ENUM: print_enum(to, field->enumeration, (int32_t)value->number); break;
    case SCHEMA_DOUBLE:
    case SCHEMA_FLOAT: text_decimal(to, value_real(value)); break;
    case SCHEMA_UINT32:
    case SCHEMA_UINT64:
    case SCHEMA_FIXED32:
    case SCHEMA_FIXED64: text_unsigned(to, value->number); break;
    default: text_signed(to, (int64_t)value->number); break;
    }
}

void
cell_print(const struct printer *printer, const struct schema_field *field,
           const struct value *value)
{
    struct textbuf *to = printer->to;
    bool messages = field->type == SCHEMA_MESSAGE && value->size > 0;

    if (!field->repeated) {
        cell_print_element(printer, field, value);
        return;
    }
    if (!messages)
        text_char(to, '(');
    for (const struct value *each = value->first; each; each = each->next) {
        if (each != value->first && !messages)
            text_char(to, '-');
        cell_print_element(printer, field, each);
    }
    if (!messages)
        text_char(to, ')');
}
