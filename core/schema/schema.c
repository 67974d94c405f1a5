/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/schema.h"

#include "schema/comments.h"
#include "schema/schema_read.h"

#include <stdlib.h>
#include <string.h>

/* Field numbers below this are found by one look into a table. */
enum { MAX_DENSE = 2048 };

static int
by_message_name(const void *a, const void *b)
{
    const struct schema_message *const *left = a, *const *right = b;

    return strcmp((*left)->name, (*right)->name);
}

static int
by_enum_name(const void *a, const void *b)
{
    const struct schema_enum *const *left = a, *const *right = b;

    return strcmp((*left)->name, (*right)->name);
}

static int
by_number(const void *a, const void *b)
{
    const struct schema_enum_value *left = a, *right = b;

    if (left->number != right->number)
        return left->number < right->number ? -1 : 1;
    return (int)left->order - (int)right->order;
}

static const struct schema_message *
find_message(const struct schema *schema, const char *name)
{
    const struct schema_message wanted = { .name = name }, *key = &wanted;
    struct schema_message *const *found = bsearch(&key, schema->messages, schema->n_messages,
                                                  sizeof *schema->messages, by_message_name);

    return found ? *found : NULL;
}

static const struct schema_enum *
find_enum(const struct schema *schema, const char *name)
{
    const struct schema_enum wanted = { .name = name }, *key = &wanted;
    struct schema_enum *const *found =
        bsearch(&key, schema->enums, schema->n_enums, sizeof *schema->enums, by_enum_name);

    return found ? *found : NULL;
}

static bool
resolve_field(struct schema *schema, struct schema_field *field)
{
    if (field->type == SCHEMA_MESSAGE)
        field->message = find_message(schema, field->type_name);
    else if (field->type == SCHEMA_ENUM)
        field->enumeration = find_enum(schema, field->type_name);
    else
        return true;
    return field->message || field->enumeration ||
           schema_wrong(schema, "field %.64s refers to %.64s, which the schema does not have",
                        field->name, field->type_name);
}

/* Few fields, nearly always in order already: insertion is linear then. */
static void
sort_fields(struct schema_message *message)
{
    for (size_t i = 0; i < message->count; i++) {
        size_t to = i;

        while (to > 0 &&
               message->fields[message->sorted[to - 1]].number > message->fields[i].number) {
            message->sorted[to] = message->sorted[to - 1];
            to--;
        }
        message->sorted[to] = (uint16_t)i;
    }
}

static bool
index_fields(struct schema *schema, struct schema_message *message)
{
    uint32_t last = 0;

    message->sorted = schema_take(schema, message->count, sizeof *message->sorted);
    if (!message->sorted)
        return false;
    sort_fields(message);
    for (size_t i = 0; i < message->count; i++) {
        uint32_t number = message->fields[message->sorted[i]].number;

        if (number == last)
            return schema_wrong(schema, "message %.64s has two fields with the number %u",
                                message->name, number);
        last = number;
        if (number < MAX_DENSE)
            message->dense_size = number + 1;
    }
    message->dense = schema_take(schema, message->dense_size, sizeof *message->dense);
    if (!message->dense)
        return false;
    for (size_t i = 0; i < message->count; i++)
        if (message->fields[i].number < message->dense_size)
            message->dense[message->fields[i].number] = (uint16_t)(i + 1);
    return true;
}

static int
by_name(const void *a, const void *b)
{
    const char *const *left = a, *const *right = b;

    return strcmp(*left, *right);
}

static bool
have_names_of_their_own(struct schema *schema, const struct schema_message *message)
{
    const char **names = need(message->count, sizeof *names);
    bool differ = true;

    for (size_t i = 0; i < message->count; i++)
        names[i] = message->fields[i].name;
    qsort(names, message->count, sizeof *names, by_name);
    for (size_t i = 1; i < message->count && differ; i++)
        differ = strcmp(names[i - 1], names[i]) != 0 ||
                 schema_wrong(schema, "message %.64s has two fields with the name %.64s",
                              message->name, names[i]);
    free(names);
    return differ;
}

static bool
resolve_message(struct schema *schema, struct schema_message *message)
{
    for (size_t i = 0; i < message->count; i++)
        if (!resolve_field(schema, &message->fields[i]))
            return false;
    return index_fields(schema, message) && have_names_of_their_own(schema, message);
}

static bool
compile(struct schema *schema, struct wire descriptors, const char *record)
{
    schema->messages = schema_take(schema, SCHEMA_MAX_TYPES, sizeof *schema->messages);
    schema->enums = schema_take(schema, SCHEMA_MAX_TYPES, sizeof *schema->enums);
    if (!schema->messages || !schema->enums || !schema_read(schema, descriptors) ||
        !comments_read(schema, descriptors))
        return false;
    qsort(schema->messages, schema->n_messages, sizeof *schema->messages, by_message_name);
    qsort(schema->enums, schema->n_enums, sizeof *schema->enums, by_enum_name);
    for (size_t i = 0; i < schema->n_messages; i++)
        if (!resolve_message(schema, schema->messages[i]))
            return false;
    for (size_t i = 0; i < schema->n_enums; i++)
        qsort(schema->enums[i]->values, schema->enums[i]->count, sizeof *schema->enums[i]->values,
              by_number);
    schema->record = find_message(schema, record);
    return schema->record ||
           schema_wrong(schema, "the records are called %.64s, which the schema does not have",
                        record);
}

struct schema *
schema_new(const uint8_t *data, size_t size, const char *record, char *why, size_t why_size)
{
    struct schema *schema = need(1, sizeof *schema);
    struct wire descriptors = { data, data + size };

    schema->pool.budget = SCHEMA_MAX_MEMORY;
    schema->why = why;
    schema->why_size = why_size;
    why[0] = '\0';
    if (compile(schema, descriptors, record))
        return schema;
    schema_free(schema);
    return NULL;
}

const struct schema_message *
schema_record(const struct schema *schema)
{
    return schema->record;
}

void
schema_free(struct schema *schema)
{
    if (!schema)
        return;
    pool_free(&schema->pool);
    free(schema);
}

const struct schema_field *
schema_field_search(const struct schema_message *message, uint32_t number)
{
    size_t from = 0, to = message->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const struct schema_field *field = &message->fields[message->sorted[middle]];

        if (field->number == number)
            return field;
        if (field->number < number)
            from = middle + 1;
        else
            to = middle;
    }
    return NULL;
}

const struct schema_field *
schema_field_named(const struct schema_message *message, const char *name, size_t length)
{
    for (size_t i = 0; i < message->count; i++) {
        const struct schema_field *field = &message->fields[i];

        if (strlen(field->name) == length && memcmp(field->name, name, length) == 0)
            return field;
    }
    return NULL;
}

const char *
schema_type_name(const struct schema_field *field)
{
    static const char *const names[] = { "",         "double",   "float",   "int64",  "uint64",
                                         "int32",    "fixed64",  "fixed32", "bool",   "string",
                                         "",         "",         "bytes",   "uint32", "",
                                         "sfixed32", "sfixed64", "sint32",  "sint64" };

    return field->type_name ? field->type_name : names[field->type];
}

const char *
schema_enum_name(const struct schema_enum *enumeration, int32_t number)
{
    size_t from = 0, to = enumeration->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (enumeration->values[middle].number < number)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == enumeration->count || enumeration->values[from].number != number)
        return NULL;
    return enumeration->values[from].name;
}
