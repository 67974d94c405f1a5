/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and messages have the form of the original netcap: (a-b-c). */
#include "formats/cell.h"

#include "base/digits.h"
#include "formats/csv_text.h"

#include <arpa/inet.h>
#include <string.h>

enum { OCTET_MOST = 4 }; /* of a byte as text: "\\255" */

enum bytes_form
cell_bytes_form(const struct printer *printer, const struct schema_field *field)
{
    switch (printer->style.bytes) {
    case BYTES_HEX: return FORM_HEX;
    case BYTES_TEXT: return FORM_TEXT;
    case BYTES_BASE64: return FORM_BASE64;
    default: break;
    }
    switch (printer->meant ? field->meaning : MEANING_NONE) {
    case MEANING_NAME:
    case MEANING_URL:
    case MEANING_TEXT: return FORM_TEXT;
    case MEANING_ADDRESS: return FORM_ADDRESS;
    case MEANING_MAC: return FORM_MAC;
    default: return FORM_HEX;
    }
}

/* RFC 1035, 5.1. */
static void
print_octets(struct textbuf *to, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        char *at = textbuf_space(to, OCTET_MOST);

        if (bytes[i] >= ' ' && bytes[i] <= '~' && bytes[i] != '\\') {
            text_char(to, (char)bytes[i]);
            continue;
        }
        *at++ = '\\';
        to->used += bytes[i] == '\\' ? 2 : OCTET_MOST;
        if (bytes[i] == '\\')
            *at = '\\';
        else
            digits_put_fraction(at, bytes[i], OCTET_MOST - 1);
    }
}

/* An IPv4 or IPv6 address; other bytes in hexadecimal. */
static void
print_address(struct textbuf *to, const struct value *value)
{
    int family = value->size == 4 ? AF_INET : value->size == 16 ? AF_INET6 : AF_UNSPEC;
    char *at = textbuf_space(to, INET6_ADDRSTRLEN);

    if (family == AF_UNSPEC)
        text_hex(to, value->bytes, value->size);
    else if (inet_ntop(family, value->bytes, at, INET6_ADDRSTRLEN))
        to->used += strlen(at);
}

static void
print_mac(struct textbuf *to, const struct value *value)
{
    for (size_t i = 0; i < value->size; i++) {
        if (i > 0)
            text_char(to, ':');
        text_hex(to, value->bytes + i, 1);
    }
}

static void
print_bytes(const struct printer *printer, const struct schema_field *field,
            const struct value *value)
{
    struct textbuf *to = printer->to;

    switch (cell_bytes_form(printer, field)) {
    case FORM_TEXT: print_octets(to, value->bytes, value->size); break;
    case FORM_BASE64: text_base64(to, value->bytes, value->size); break;
    case FORM_ADDRESS: print_address(to, value); break;
    case FORM_MAC: print_mac(to, value); break;
    default: text_hex(to, value->bytes, value->size); break;
    }
}

static void
print_message(const struct printer *printer, const struct schema_message *type,
              const struct value *fields)
{
    text_char(printer->to, '(');
    for (size_t i = 0; i < type->count; i++) {
        if (i > 0)
            text_char(printer->to, '-');
        if (type->fields[i].repeated || type->fields[i].presence ||
            !cell_put_number(printer->to, type->fields[i].type, fields[i].number))
            cell_print(printer, &type->fields[i], &fields[i]);
    }
    text_char(printer->to, ')');
}

static void
print_string(const struct printer *printer, const struct schema_field *field,
             const struct value *value)
{
    struct textbuf *to = printer->to;
    size_t from = to->used;
    struct text_time when;

    if (printer->style.utc && schema_is_time(field) &&
        text_time_read(value->bytes, value->size, &when)) {
        text_time_utc(to, &when);
        return;
    }
    text_bytes(to, value->bytes, value->size);
    if (printer->escapes)
        csv_escape(to, from);
}

static void
print_real(const struct printer *printer, const struct schema_field *field, double real)
{
    if (printer->rounds)
        text_decimal(printer->to, real);
    else
        text_shortest(printer->to, real, field->type == SCHEMA_FLOAT);
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

    if (cell_put_number(to, field->type, value->number))
        return;
    switch (field->type) {
    case SCHEMA_STRING: print_string(printer, field, value); break;
    case SCHEMA_BYTES: print_bytes(printer, field, value); break;
    case SCHEMA_MESSAGE:
        if (value->fields)
            print_message(printer, field->message, value->fields);
        break;
    case SCHEMA_ENUM: print_enum(to, field->enumeration, (int32_t)value->number); break;
    case SCHEMA_DOUBLE:
    case SCHEMA_FLOAT: print_real(printer, field, value_real(value)); break;
    default: break;
    }
}

void
cell_print(const struct printer *printer, const struct schema_field *field,
           const struct value *value)
{
    struct textbuf *to = printer->to;
    bool messages = field->type == SCHEMA_MESSAGE && value->size > 0;

    if (!field->repeated) {
        if (value_is_there(field, value))
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
