/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/given_schema.h"

#include "base/memory.h"
#include "base/wire.h"
#include "dissect/reached.h"
#include "schema.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FULL_NAME = 1024, REPEATED = 3 };

/* Numbers of members in descriptor.proto. */
enum { SET_FILE = 1, FILE_MESSAGE = 4, FILE_ENUM = 5, FILE_SOURCE = 9 };
enum { FIELD_IN_MESSAGE = 2, NESTED_IN_MESSAGE = 3, ENUM_IN_MESSAGE = 4, ENUM_VALUE = 2 };
enum { SOURCE_LOCATION = 1 };

static const uint8_t *
bytes_of(const struct nc_schema *given)
{
    return (const uint8_t *)(given + 1);
}

/* What follows the name of what it is inside of in a full name; NULL: it is elsewhere. */
static const char *
behind(const char *full, const char *scope)
{
    size_t length = strlen(scope);

    if (!length)
        return full;
    return strncmp(full, scope, length) == 0 && full[length] == '.' ? full + length + 1 : NULL;
}

static const Schema__Message *
find_message(Schema__Message *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        const char *rest = behind(name, list[i]->name);

        if (strcmp(name, list[i]->name) == 0)
            return list[i];
        if (rest && *list[i]->name)
            return find_message(list[i]->nested, list[i]->n_nested, rest);
    }
    return NULL;
}

static const Schema__Enum *
find_enum(Schema__Enum *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, list[i]->name) == 0)
            return list[i];
    return NULL;
}

static const Schema__Message *
message_named(const Schema__FileSet *set, const char *full)
{
    for (size_t i = 0; i < set->n_file; i++) {
        const char *name = behind(full, set->file[i]->package);
        const Schema__Message *found =
            name ? find_message(set->file[i]->message, set->file[i]->n_message, name) : NULL;

        if (found)
            return found;
    }
    return NULL;
}

static const Schema__Enum *
enum_named(const Schema__FileSet *set, const char *full)
{
    const char *dot = strrchr(full, '.');
    char outer[FULL_NAME];
    const Schema__Message *message;

    for (size_t i = 0; i < set->n_file; i++) {
        const char *name = behind(full, set->file[i]->package);
        const Schema__Enum *found =
            name ? find_enum(set->file[i]->enums, set->file[i]->n_enums, name) : NULL;

        if (found)
            return found;
    }
    if (!dot || (size_t)(dot - full) >= sizeof outer)
        return NULL;
    memcpy(outer, full, (size_t)(dot - full));
    outer[dot - full] = '\0';
    message = message_named(set, outer);
    return message ? find_enum(message->enums, message->n_enums, dot + 1) : NULL;
}

/* Whether a member of the record's code and a field of the schema are the same. */
static bool
is_same_field(const ProtobufCFieldDescriptor *f, const Schema__Field *given)
{
    bool named = f->type == PROTOBUF_C_TYPE_MESSAGE || f->type == PROTOBUF_C_TYPE_ENUM;

    if (strcmp(f->name, given->name) != 0 || given->type != reached_type_number(f) ||
        (f->label == PROTOBUF_C_LABEL_REPEATED) != (given->label == REPEATED))
        return false;
    return !named || (given->type_name[0] == '.' &&
                      strcmp(given->type_name + 1, reached_type_name(f)) == 0);
}

static const Schema__Field *
field_numbered(const Schema__Message *message, uint32_t number)
{
    for (size_t i = 0; i < message->n_field; i++)
        if ((uint32_t)message->field[i]->number == number)
            return message->field[i];
    return NULL;
}

static bool
message_fits(const ProtobufCMessageDescriptor *m, const Schema__FileSet *set, char *why,
             size_t why_size)
{
    const Schema__Message *given = message_named(set, m->name);

    if (!given || given->n_field != m->n_fields) {
        snprintf(why, why_size, "message %.64s %s", m->name,
                 given ? "has other fields" : "is missing");
        return false;
    }
    for (unsigned i = 0; i < m->n_fields; i++) {
        const Schema__Field *field = field_numbered(given, m->fields[i].id);

        if (!field || !is_same_field(&m->fields[i], field)) {
            snprintf(why, why_size, "field %.64s of %.64s is another", m->fields[i].name, m->name);
            return false;
        }
    }
    return true;
}

static bool
has_value(const Schema__Enum *given, const ProtobufCEnumValue *value)
{
    for (size_t i = 0; i < given->n_value; i++)
        if (given->value[i]->number == value->value &&
            strcmp(given->value[i]->name, value->name) == 0)
            return true;
    return false;
}

static bool
enum_fits(const ProtobufCEnumDescriptor *e, const Schema__FileSet *set, char *why, size_t why_size)
{
    const Schema__Enum *given = enum_named(set, e->name);
    bool fits = given != NULL;

    for (unsigned i = 0; fits && i < e->n_values; i++)
        fits = has_value(given, &e->values[i]);
    if (!fits)
        snprintf(why, why_size, "enum %.64s %s", e->name, given ? "is another" : "is missing");
    return fits;
}

static bool
fits(const struct reached *reached, const Schema__FileSet *set, char *why, size_t why_size)
{
    bool fit = true;

    for (size_t i = 0; fit && i < reached->n_messages; i++)
        fit = message_fits(reached->messages[i], set, why, why_size);
    for (size_t i = 0; fit && i < reached->n_enums; i++)
        fit = enum_fits(reached->enums[i], set, why, why_size);
    return fit;
}

/* What is written, growing. */
struct out {
    uint8_t *bytes;
    size_t used;
};

static uint8_t *
room(struct out *to, size_t size)
{
    to->bytes = grow(to->bytes, to->used + size);
    to->used += size;
    return to->bytes + to->used - size;
}

static void
put_inside(struct out *to, uint32_t number, const uint8_t *bytes, size_t size)
{
    uint8_t head[2 * WIRE_VARINT_MAX];
    uint8_t *end = wire_put_varint(wire_put_varint(head, number << 3 | WIRE_BYTES), size);
    size_t n = (size_t)(end - head);

    memcpy(room(to, n), head, n);
    if (size)
        memcpy(room(to, size), bytes, size);
}

/* Takes a step of a path: into the place of a list. */
static bool
step(const Schema__Location *at, size_t *from, int32_t number, size_t n)
{
    if (at->n_path < *from + 2 || at->path[*from] != number || at->path[*from + 1] < 0 ||
        (size_t)at->path[*from + 1] >= n)
        return false;
    *from += 2;
    return true;
}

/* What the schema says of the messages and enums that the record is made of. */
struct wanted {
    const void **list;
    size_t n;
};

static void
want(struct wanted *wanted, const Schema__FileSet *set, const struct reached *reached)
{
    wanted->n = 0;
    wanted->list = need(reached->n_messages + reached->n_enums, sizeof *wanted->list);
    for (size_t i = 0; i < reached->n_messages; i++)
        wanted->list[wanted->n++] = message_named(set, reached->messages[i]->name);
    for (size_t i = 0; i < reached->n_enums; i++)
        wanted->list[wanted->n++] = enum_named(set, reached->enums[i]->name);
}

static bool
is_in(const struct wanted *wanted, const void *what)
{
    for (size_t i = 0; i < wanted->n; i++)
        if (wanted->list[i] == what)
            return true;
    return false;
}

/* Whether it is on a message or enum that the record is made of, or on a field or value of one. */
static bool
is_wanted(const Schema__Location *at, const Schema__File *file, const struct wanted *wanted)
{
    const Schema__Message *message;
    size_t from = 0;

    if (!at->leading.len && !at->trailing.len)
        return false;
    if (step(at, &from, FILE_ENUM, file->n_enums))
        return is_in(wanted, file->enums[at->path[1]]) &&
               (from == at->n_path || at->path[from] == ENUM_VALUE);
    if (!step(at, &from, FILE_MESSAGE, file->n_message))
        return false;
    message = file->message[at->path[1]];
    while (step(at, &from, NESTED_IN_MESSAGE, message->n_nested))
        message = message->nested[at->path[from - 1]];
    if (step(at, &from, ENUM_IN_MESSAGE, message->n_enums))
        return is_in(wanted, message->enums[at->path[from - 1]]);
    return is_in(wanted, message) &&
           (from == at->n_path || at->path[from] == FIELD_IN_MESSAGE);
}

/* Some readers refuse a location without a span, so there is one, of nothing. */
static void
put_location(struct out *to, const Schema__Location *from)
{
    static int32_t nowhere[] = { 0, 0, 0 };
    Schema__Location kept = SCHEMA__LOCATION__INIT;
    struct out bytes = { NULL, 0 };

    kept.n_path = from->n_path;
    kept.path = from->path;
    kept.n_span = sizeof nowhere / sizeof *nowhere;
    kept.span = nowhere;
    kept.leading = from->leading;
    kept.trailing = from->trailing;
    schema__location__pack(&kept, room(&bytes, schema__location__get_packed_size(&kept)));
    put_inside(to, SOURCE_LOCATION, bytes.bytes, bytes.used);
    free(bytes.bytes);
}

/* All of the file as it is but for where its text stands, and then the comments. */
static void
put_file(struct out *to, struct wire from, const Schema__File *file, const struct wanted *wanted)
{
    struct out source = { NULL, 0 };
    struct wire_item item;

    for (const uint8_t *at = from.at; wire_left(&from) && wire_next(&from, &item); at = from.at)
        if (item.number != FILE_SOURCE)
            memcpy(room(to, (size_t)(from.at - at)), at, (size_t)(from.at - at));
    for (size_t i = 0; file->source && i < file->source->n_location; i++)
        if (is_wanted(file->source->location[i], file, wanted))
            put_location(&source, file->source->location[i]);
    if (source.used)
        put_inside(to, FILE_SOURCE, source.bytes, source.used);
    free(source.bytes);
}

static struct out
strip(struct wire wire, const Schema__FileSet *set, const struct reached *reached)
{
    struct out to = { NULL, 0 };
    struct wanted wanted;
    struct wire_item item;

    want(&wanted, set, reached);
    for (size_t i = 0; i < set->n_file && wire_next(&wire, &item);) {
        struct out file = { NULL, 0 };

        if (item.number != SET_FILE || item.type != WIRE_BYTES)
            continue;
        put_file(&file, item.inside, set->file[i++], &wanted);
        put_inside(&to, SET_FILE, file.bytes, file.used);
        free(file.bytes);
    }
    free(wanted.list);
    return to;
}

uint8_t *
given_schema_taken(const struct nc_schema *given, const ProtobufCMessageDescriptor *record,
                   size_t *size, char *why, size_t why_size)
{
    const struct wire wire = { bytes_of(given), bytes_of(given) + given->size };
    Schema__FileSet *set = schema__file_set__unpack(&need_for_messages, given->size, wire.at);
    struct reached reached;
    struct out to = { NULL, 0 };

    if (!set) {
        snprintf(why, why_size, "it is no FileDescriptorSet");
        return NULL;
    }
    reached_from(&reached, record);
    if (fits(&reached, set, why, why_size))
        to = strip(wire, set, &reached);
    reached_free(&reached);
    schema__file_set__free_unpacked(set, NULL);
    *size = to.used;
    return to.bytes;
}
