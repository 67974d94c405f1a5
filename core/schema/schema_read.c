/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/schema_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    MAX_NAME = 255,
    MAX_FULL_NAME = 1023,
    MAX_NUMBER = (1 << 29) - 1,
};

/* A field's labels, and numbers of members in descriptor.proto: the oneof that a field belongs to,
 * and whether it was declared optional in proto3. */
enum { REQUIRED = 2, REPEATED = 3, ONEOF = 9, OPTIONAL = 17 };

bool
schema_wrong(struct schema *schema, const char *format, ...)
{
    va_list args;

    if (!schema->why[0]) {
        va_start(args, format);
        vsnprintf(schema->why, schema->why_size, format, args);
        va_end(args);
    }
    return false;
}

void *
schema_take(struct schema *schema, size_t count, size_t size)
{
    void *memory = pool_take(&schema->pool, count * size);

    if (!memory)
        schema_wrong(schema, "the schema needs more than %zu MiB of memory",
                     SCHEMA_MAX_MEMORY >> 20);
    return memory;
}

/* A name goes to terminals and into CSV and JSON as it is: letters, digits, _ and, in full
 * names, dots are all it may hold. */
static bool
is_name(struct wire text, bool dots, size_t most)
{
    if (wire_left(&text) > most || text.at == text.end)
        return false;
    for (; text.at < text.end; text.at++) {
        uint8_t c = *text.at;

        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
            c != '_' && !(dots && c == '.'))
            return false;
    }
    return true;
}

static const char *
copy_name(struct schema *schema, struct wire text, bool dots)
{
    char *name;

    if (!is_name(text, dots, dots ? MAX_FULL_NAME : MAX_NAME)) {
        schema_wrong(schema,
                     "a name in the schema is empty, too long, or has characters other than "
                     "letters, digits and _");
        return NULL;
    }
    name = schema_take(schema, wire_left(&text) + 1, 1);
    return name ? memcpy(name, text.at, wire_left(&text)) : NULL;
}

static const char *
join_names(struct schema *schema, const char *scope, const char *name)
{
    size_t size = strlen(scope) + strlen(name) + 2;
    char *full;

    if (size > MAX_FULL_NAME) {
        schema_wrong(schema, "a message's full name is longer than %d characters", MAX_FULL_NAME);
        return NULL;
    }
    full = schema_take(schema, size, 1);
    if (full)
        snprintf(full, size, "%s%s%s", scope, *scope ? "." : "", name);
    return full;
}

/* Walks the items with this number; -1 when there is damage, 0 after the last. */
static int
next_numbered(struct wire *wire, uint32_t number, unsigned type, struct wire_item *item)
{
    while (wire->at < wire->end) {
        if (!wire_next(wire, item))
            return -1;
        if (item->number == number && item->type == type)
            return 1;
    }
    return 0;
}

static bool
count_items(struct schema *schema, struct wire wire, uint32_t number, size_t *count)
{
    struct wire_item item;
    int more;

    *count = 0;
    while ((more = next_numbered(&wire, number, WIRE_BYTES, &item)) > 0)
        ++*count;
    if (more < 0)
        return schema_wrong(schema, "the schema is damaged: expected a whole field");
    return *count <= SCHEMA_MAX_FIELDS ||
           schema_wrong(schema, "a list of the schema has more than %d entries",
                        SCHEMA_MAX_FIELDS);
}

/* No field has the number 0: this only walks. */
static bool
is_whole(struct schema *schema, struct wire wire)
{
    size_t none;

    return count_items(schema, wire, 0, &none);
}

/* The last item with this number, as for any field that is not repeated. */
static struct wire
text_of(struct wire wire, uint32_t number)
{
    struct wire text = { wire.at, wire.at };
    struct wire_item item;

    while (next_numbered(&wire, number, WIRE_BYTES, &item) > 0)
        text = item.inside;
    return text;
}

static uint64_t
number_of(struct wire wire, uint32_t number)
{
    struct wire_item item;
    uint64_t bits = 0;

    while (next_numbered(&wire, number, WIRE_VARINT, &item) > 0)
        bits = item.bits;
    return bits;
}

static bool
has_number(struct wire wire, uint32_t number)
{
    struct wire_item item;

    return next_numbered(&wire, number, WIRE_VARINT, &item) > 0;
}

static unsigned
wire_type(enum schema_type type)
{
    switch (type) {
    case SCHEMA_DOUBLE:
    case SCHEMA_FIXED64:
    case SCHEMA_SFIXED64: return WIRE_64;
    case SCHEMA_FLOAT:
    case SCHEMA_FIXED32:
    case SCHEMA_SFIXED32: return WIRE_32;
    case SCHEMA_STRING:
    case SCHEMA_BYTES:
    case SCHEMA_MESSAGE: return WIRE_BYTES;
    default: return WIRE_VARINT;
    }
}

static bool
read_type(struct schema *schema, struct schema_field *field, struct wire wire)
{
    struct wire type_name = text_of(wire, 6);
    uint64_t type = number_of(wire, 5);

    if (type < SCHEMA_DOUBLE || type > SCHEMA_SINT64 || type == SCHEMA_GROUP)
        return schema_wrong(schema, "field %s of the schema has the unknown type %llu", field->name,
                            (unsigned long long)type);
    field->type = (enum schema_type)type;
    field->wire = wire_type(field->type);
    field->meaning = meaning_of_name(field->name, field->type);
    field->comment = "";
    if (type != SCHEMA_MESSAGE && type != SCHEMA_ENUM)
        return true;
    if (type_name.at == type_name.end || *type_name.at != '.')
        return schema_wrong(schema, "field %s of the schema does not name its type", field->name);
    type_name.at++;
    field->type_name = copy_name(schema, type_name, true);
    return field->type_name != NULL;
}

static bool
read_field(struct schema *schema, struct schema_field *field, struct wire wire, bool proto3)
{
    uint64_t number = number_of(wire, 3), label = number_of(wire, 4);

    field->name = copy_name(schema, text_of(wire, 1), false);
    if (!field->name)
        return false;
    if (number < 1 || number > MAX_NUMBER)
        return schema_wrong(schema, "field %s of the schema has the impossible number %llu",
                            field->name, (unsigned long long)number);
    field->number = (uint32_t)number;
    field->repeated = label == REPEATED;
    if (!read_type(schema, field, wire))
        return false;
    field->presence = label != REPEATED && label != REQUIRED &&
                      (!proto3 || field->type == SCHEMA_MESSAGE || has_number(wire, ONEOF) ||
                       number_of(wire, OPTIONAL));
    return true;
}

static bool
read_fields(struct schema *schema, struct schema_message *message, struct wire wire, bool proto3)
{
    struct wire_item item;

    if (!count_items(schema, wire, 2, &message->count))
        return false;
    message->fields = schema_take(schema, message->count, sizeof *message->fields);
    if (!message->fields)
        return false;
    for (size_t i = 0; next_numbered(&wire, 2, WIRE_BYTES, &item) > 0; i++) {
        if (!is_whole(schema, item.inside) ||
            !read_field(schema, &message->fields[i], item.inside, proto3))
            return false;
    }
    return true;
}

static bool
read_enum_values(struct schema *schema, struct schema_enum *enumeration, struct wire wire)
{
    struct wire_item item;

    if (!count_items(schema, wire, 2, &enumeration->count))
        return false;
    enumeration->values = schema_take(schema, enumeration->count, sizeof *enumeration->values);
    if (!enumeration->values)
        return false;
    for (size_t i = 0; next_numbered(&wire, 2, WIRE_BYTES, &item) > 0; i++) {
        struct schema_enum_value *value = &enumeration->values[i];

        value->name = copy_name(schema, text_of(item.inside, 1), false);
        if (!value->name)
            return false;
        value->number = (int32_t)(uint32_t)number_of(item.inside, 2);
        value->order = (uint16_t)i;
    }
    return true;
}

static bool
read_enums(struct schema *schema, const char *scope, struct wire wire, uint32_t number)
{
    struct wire_item item;

    while (next_numbered(&wire, number, WIRE_BYTES, &item) > 0) {
        const char *name = copy_name(schema, text_of(item.inside, 1), false);
        struct schema_enum *enumeration = schema_take(schema, 1, sizeof *enumeration);

        if (!name || !enumeration)
            return false;
        if (schema->n_enums == SCHEMA_MAX_TYPES)
            return schema_wrong(schema, "the schema has more than %d enums", SCHEMA_MAX_TYPES);
        schema->enums[schema->n_enums++] = enumeration;
        enumeration->name = join_names(schema, scope, name);
        if (!enumeration->name || !read_enum_values(schema, enumeration, item.inside))
            return false;
    }
    return true;
}

/* What all declarations of a file have in common. */
struct scope {
    const char *name;
    bool proto3;
    int depth;
};

static bool read_messages(struct schema *schema, struct scope scope, struct wire wire,
                          uint32_t number, struct declared *declared);

static bool
read_message(struct schema *schema, struct schema_message *message, struct scope scope,
             struct wire wire)
{
    const char *name = copy_name(schema, text_of(wire, 1), false);
    struct declared nested;

    if (!name)
        return false;
    message->comment = "";
    message->name = join_names(schema, scope.name, name);
    scope.name = message->name;
    scope.depth++;
    if (!message->name || !read_fields(schema, message, wire, scope.proto3) ||
        !read_messages(schema, scope, wire, 3, &nested) ||
        !read_enums(schema, message->name, wire, 4))
        return false;
    message->nested = nested.list;
    message->n_nested = nested.count;
    return true;
}

static bool
read_messages(struct schema *schema, struct scope scope, struct wire wire, uint32_t number,
              struct declared *declared)
{
    struct wire_item item;

    if (scope.depth > WIRE_MAX_DEPTH)
        return schema_wrong(schema, "messages of the schema nest deeper than %d", WIRE_MAX_DEPTH);
    if (!count_items(schema, wire, number, &declared->count))
        return false;
    declared->list = schema_take(schema, declared->count, sizeof *declared->list);
    if (!declared->list)
        return false;
    for (size_t i = 0; next_numbered(&wire, number, WIRE_BYTES, &item) > 0; i++) {
        struct schema_message *message = schema_take(schema, 1, sizeof *message);

        if (!message)
            return false;
        if (schema->n_messages == SCHEMA_MAX_TYPES)
            return schema_wrong(schema, "the schema has more than %d messages", SCHEMA_MAX_TYPES);
        schema->messages[schema->n_messages++] = message;
        declared->list[i] = message;
        if (!read_message(schema, message, scope, item.inside))
            return false;
    }
    return true;
}

static bool
is_proto3(struct wire file)
{
    static const char proto3[] = "proto3";
    struct wire syntax = text_of(file, 12);

    return wire_left(&syntax) == strlen(proto3) && memcmp(syntax.at, proto3, strlen(proto3)) == 0;
}

static bool
read_file(struct schema *schema, struct declared *declared, struct wire file)
{
    struct wire package = text_of(file, 2);
    struct scope scope = { "", is_proto3(file), 1 };

    if (package.at != package.end)
        scope.name = copy_name(schema, package, true);
    return scope.name && is_whole(schema, file) &&
           read_messages(schema, scope, file, 4, declared) &&
           read_enums(schema, scope.name, file, 5);
}

bool
schema_read(struct schema *schema, struct wire wire)
{
    struct wire_item item;

    if (!count_items(schema, wire, 1, &schema->n_files))
        return false;
    schema->files = schema_take(schema, schema->n_files, sizeof *schema->files);
    if (!schema->files)
        return false;
    for (size_t i = 0; next_numbered(&wire, 1, WIRE_BYTES, &item) > 0; i++)
        if (!read_file(schema, &schema->files[i], item.inside))
            return false;
    return true;
}
