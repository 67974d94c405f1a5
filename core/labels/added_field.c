/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/added_field.h"

#include "commands/descriptor_wire.h"

#include <string.h>

enum {
    OPTIONAL = 1,
    SOURCE_LOCATION = 1,
    LOCATION_PATH = 1,
    LOCATION_SPAN = 2,
    LOCATION_TRAILING = 4
};

/* What is added, and where. */
struct addition {
    const char *record, *name, *comment;
    uint32_t number;
    uint32_t message, field; /* the places in their lists of what it is added to, and of itself */
    bool found;
};

uint32_t
added_field_number(const struct schema_message *record)
{
    uint32_t number = ADDED_FIELD_FIRST;

    while (schema_field_find(record, number))
        number++;
    return number;
}

static void
append_varint(struct textbuf *to, uint64_t value)
{
    uint8_t *at = (uint8_t *)textbuf_space(to, WIRE_VARINT_MAX);

    to->used += (size_t)(wire_put_varint(at, value) - at);
}

static void
put_bytes(struct textbuf *to, uint32_t number, const void *bytes, size_t size)
{
    append_varint(to, (uint64_t)number << 3 | WIRE_BYTES);
    append_varint(to, size);
    text_bytes(to, bytes, size);
}

static void
put_number(struct textbuf *to, uint32_t number, uint64_t value)
{
    append_varint(to, (uint64_t)number << 3 | WIRE_VARINT);
    append_varint(to, value);
}

/* A message that was built, as a member; it is freed. */
static void
put_built(struct textbuf *to, uint32_t number, struct textbuf *built)
{
    put_bytes(to, number, built->data, built->used);
    textbuf_free(built);
}

static void
put_field(struct textbuf *to, const struct addition *add)
{
    struct textbuf field = { .fd = -1 };

    put_bytes(&field, NAME, add->name, strlen(add->name));
    put_number(&field, FIELD_NUMBER, add->number);
    put_number(&field, FIELD_LABEL, OPTIONAL);
    put_number(&field, FIELD_TYPE, SCHEMA_STRING);
    put_built(to, FIELD_IN_MESSAGE, &field);
}

/* The comment behind the field. */
static void
put_location(struct textbuf *to, const struct addition *add)
{
    const uint32_t path[] = { FILE_MESSAGE, add->message, FIELD_IN_MESSAGE, add->field };
    struct textbuf location = { .fd = -1 }, packed = { .fd = -1 };

    for (size_t i = 0; i < sizeof path / sizeof *path; i++)
        append_varint(&packed, path[i]);
    put_built(&location, LOCATION_PATH, &packed);
    put_bytes(&location, LOCATION_SPAN, "\0\0\0", 3);
    put_bytes(&location, LOCATION_TRAILING, add->comment, strlen(add->comment));
    put_built(to, SOURCE_LOCATION, &location);
}

/* How many members of that number a message has. */
static uint32_t
count(struct wire message, uint32_t number)
{
    struct wire_item item;
    uint32_t n = 0;

    while (message.at < message.end && wire_next(&message, &item))
        n += item.number == number;
    return n;
}

/* Whether the message that a file declares is the record. */
static bool
is_record(struct wire package, struct wire message, const char *record)
{
    struct wire name = wire_text(message, NAME);
    size_t scope = wire_left(&package), length = wire_left(&name), dot = scope > 0;

    return length && strlen(record) == scope + dot + length &&
           (!dot || (memcmp(record, package.at, scope) == 0 && record[scope] == '.')) &&
           memcmp(record + scope + dot, name.at, length) == 0;
}

static void
put_message(struct textbuf *to, struct wire message, struct addition *add)
{
    struct textbuf longer = { .fd = -1 };

    add->field = count(message, FIELD_IN_MESSAGE);
    text_bytes(&longer, message.at, wire_left(&message));
    put_field(&longer, add);
    put_built(to, FILE_MESSAGE, &longer);
}

/* All that the file says of sources, in one. */
static void
put_source(struct textbuf *to, struct wire file, const struct addition *add)
{
    struct textbuf source = { .fd = -1 };
    struct wire_item item;

    while (file.at < file.end && wire_next(&file, &item))
        if (item.number == FILE_SOURCE && item.type == WIRE_BYTES)
            text_bytes(&source, item.inside.at, wire_left(&item.inside));
    put_location(&source, add);
    put_built(to, FILE_SOURCE, &source);
}

/* A file that declares the record, with the field in it; others as they are. */
static void
put_file(struct textbuf *to, struct wire file, struct addition *add)
{
    struct wire package = wire_text(file, FILE_PACKAGE), at = file;
    struct textbuf longer = { .fd = -1 };
    struct wire_item item;
    uint32_t message = 0;

    while (at.at < at.end) {
        const uint8_t *from = at.at;
        bool here;

        if (!wire_next(&at, &item))
            break;
        here = !add->found && item.number == FILE_MESSAGE && item.type == WIRE_BYTES &&
               is_record(package, item.inside, add->record);
        if (here) {
            add->found = true;
            add->message = message;
            put_message(&longer, item.inside, add);
        } else if (item.number != FILE_SOURCE) {
            text_bytes(&longer, from, (size_t)(at.at - from));
        }
        message += item.number == FILE_MESSAGE;
    }
    if (add->found)
        put_source(&longer, file, add);
    if (add->found)
        put_bytes(to, SET_FILE, longer.data, longer.used);
    else
        put_bytes(to, SET_FILE, file.at, wire_left(&file));
    textbuf_free(&longer);
}

bool
added_field_schema(struct textbuf *to, struct wire descriptors, const char *record,
                   const char *name, uint32_t number, const char *comment)
{
    struct addition add = { .record = record, .name = name, .comment = comment, .number = number };
    struct wire_item item;

    while (descriptors.at < descriptors.end && wire_next(&descriptors, &item)) {
        bool before = add.found;

        if (item.number != SET_FILE || item.type != WIRE_BYTES)
            continue;
        if (before)
            put_bytes(to, SET_FILE, item.inside.at, wire_left(&item.inside));
        else
            put_file(to, item.inside, &add);
    }
    return add.found;
}

void
added_field_put(struct textbuf *to, const uint8_t *record, size_t size, uint32_t number,
                const char *text)
{
    to->used = 0;
    text_bytes(to, record, size);
    if (*text)
        put_bytes(to, number, text, strlen(text));
}
