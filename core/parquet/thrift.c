/* SPDX-License-Identifier: Apache-2.0 */
/* Of the specification of Thrift's compact protocol the sections "Integer encoding", "Struct
 * encoding" and "List and Set". */
#include "parquet/thrift.h"

#include "base/wire.h"

#include <string.h>

static void
put_number(struct textbuf *to, uint64_t value)
{
    uint8_t *at = (uint8_t *)textbuf_space(to, WIRE_VARINT_MAX);

    to->used += (size_t)(wire_put_varint(at, value) - at);
}

/* Small ones in either direction are small. */
static void
put_zigzag(struct textbuf *to, int64_t value)
{
    put_number(to, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

/* The distance from the field before, and the type, are one byte where they fit. */
static void
put_field(struct thrift *thrift, unsigned field, enum thrift_type type)
{
    unsigned step = field - thrift->last[thrift->depth];

    if (step >= 1 && step <= 15) {
        text_char(thrift->to, (char)(step << 4 | type));
    } else {
        text_char(thrift->to, (char)type);
        put_zigzag(thrift->to, field);
    }
    thrift->last[thrift->depth] = field;
}

struct thrift
thrift_begin(struct textbuf *to)
{
    return (struct thrift){ .to = to };
}

void
thrift_end(struct thrift *thrift)
{
    text_char(thrift->to, '\0');
    if (thrift->depth > 0)
        thrift->depth--;
}

void
thrift_bool(struct thrift *thrift, unsigned field, bool value)
{
    put_field(thrift, field, value ? THRIFT_TRUE : THRIFT_FALSE);
}

void
thrift_byte(struct thrift *thrift, unsigned field, uint8_t value)
{
    put_field(thrift, field, THRIFT_BYTE);
    text_char(thrift->to, (char)value);
}

void
thrift_i32(struct thrift *thrift, unsigned field, int32_t value)
{
    put_field(thrift, field, THRIFT_I32);
    put_zigzag(thrift->to, value);
}

void
thrift_i64(struct thrift *thrift, unsigned field, int64_t value)
{
    put_field(thrift, field, THRIFT_I64);
    put_zigzag(thrift->to, value);
}

void
thrift_binary(struct thrift *thrift, unsigned field, const void *bytes, size_t size)
{
    put_field(thrift, field, THRIFT_BINARY);
    put_number(thrift->to, size);
    text_bytes(thrift->to, bytes, size);
}

void
thrift_string(struct thrift *thrift, unsigned field, const char *text)
{
    thrift_binary(thrift, field, text, strlen(text));
}

void
thrift_struct(struct thrift *thrift, unsigned field)
{
    put_field(thrift, field, THRIFT_STRUCT);
    thrift_item_struct(thrift);
}

void
thrift_empty(struct thrift *thrift, unsigned field)
{
    thrift_struct(thrift, field);
    thrift_end(thrift);
}

void
thrift_list(struct thrift *thrift, unsigned field, enum thrift_type type, size_t count)
{
    put_field(thrift, field, THRIFT_LIST);
    text_char(thrift->to, (char)((count < 15 ? count : 15) << 4 | type));
    if (count >= 15)
        put_number(thrift->to, count);
}

void
thrift_item_i32(struct thrift *thrift, int32_t value)
{
    put_zigzag(thrift->to, value);
}

void
thrift_item_string(struct thrift *thrift, const char *text)
{
    size_t size = strlen(text);

    put_number(thrift->to, size);
    text_bytes(thrift->to, text, size);
}

void
thrift_item_struct(struct thrift *thrift)
{
    thrift->last[++thrift->depth] = 0;
}
