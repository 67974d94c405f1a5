/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/proto_text.h"

#include "base/memory.h"
#include "base/wire.h"
#include "commands/descriptor_wire.h"
#include "formats/visible_text.h"
#include "schema/schema.h"

#include <string.h>

enum { OPTIONAL = 1, REQUIRED = 2, REPEATED = 3 };

enum { MOST_ONEOFS = 1024 }; /* of a message */
enum { MAX_PATH = (2 * WIRE_MAX_DEPTH + 2) * WIRE_VARINT_MAX };

struct printer {
    struct textbuf *to;
    struct wire package;
    bool proto3;
    struct locations locations;
    uint8_t path[MAX_PATH]; /* of the element at hand, as it stands in a location */
    size_t path_size;
    int depth;
};

static bool
same(struct wire a, struct wire b)
{
    return wire_left(&a) == wire_left(&b) && memcmp(a.at, b.at, wire_left(&a)) == 0;
}

static void
put(struct printer *p, struct wire text)
{
    visible_text(p->to, (const char *)text.at, wire_left(&text), SIZE_MAX);
}

static void
indent(struct printer *p)
{
    text_pad(p->to, ' ', 4 * (size_t)p->depth);
}

static struct location
location_of(const struct printer *p)
{
    return location_at(&p->locations, (struct wire){ p->path, p->path + p->path_size });
}

/* Goes down to the index-th element of a member; the size to go back to. */
static size_t
go_down(struct printer *p, uint32_t member, uint32_t index)
{
    size_t before = p->path_size;

    if (before + 2 * WIRE_VARINT_MAX <= sizeof p->path) {
        uint8_t *at = wire_put_varint(p->path + before, member);

        p->path_size = (size_t)(wire_put_varint(at, index) - p->path);
    }
    return before;
}

/* Each line of it behind "//"; a comment behind what it is of is one line. */
static void
put_comment(struct printer *p, struct wire text, bool behind)
{
    while (text.at < text.end) {
        const uint8_t *end = memchr(text.at, '\n', wire_left(&text));
        struct wire line = { text.at, end ? end : text.end };

        text.at = end ? end + 1 : text.end;
        if (behind)
            text_string(p->to, "  //");
        else
            indent(p);
        text_string(p->to, behind ? "" : "//");
        put(p, line);
        if (!behind)
            text_char(p->to, '\n');
    }
}

static void
put_type(struct printer *p, struct wire field)
{
    static const char *const names[] = { [1] = "double", "float",   "int64",  "uint64", "int32",
                                         "fixed64",      "fixed32", "bool",   "string", "group",
                                         "message",      "bytes",   "uint32", "enum",   "sfixed32",
                                         "sfixed64",     "sint32",  "sint64" };
    struct wire name = wire_text(field, FIELD_TYPE_NAME);
    uint64_t type = wire_number(field, FIELD_TYPE);
    size_t length = wire_left(&p->package);

    if (name.at == name.end) {
        text_string(p->to, type >= 1 && type < sizeof names / sizeof *names ? names[type] : "?");
        return;
    }
    if (length && wire_left(&name) > length + 2 && name.at[1 + length] == '.' &&
        memcmp(name.at + 1, p->package.at, length) == 0)
        name.at += length + 2;
    put(p, name);
}

static void
put_quoted(struct printer *p, struct wire text, bool escaped)
{
    text_char(p->to, '"');
    for (; text.at < text.end; text.at++) {
        if (!escaped && (*text.at == '"' || *text.at == '\\'))
            text_char(p->to, '\\');
        put(p, (struct wire){ text.at, text.at + 1 });
    }
    text_char(p->to, '"');
}

static void
put_options(struct printer *p, struct wire field)
{
    struct wire initial = wire_text(field, FIELD_DEFAULT),
                options = wire_text(field, FIELD_OPTIONS);
    uint64_t type = wire_number(field, FIELD_TYPE);
    struct wire_item packed;
    bool has_default = wire_member(field, FIELD_DEFAULT, &packed);
    bool has_packed = wire_member(options, OPTION_PACKED, &packed);

    if (!has_default && !has_packed)
        return;
    text_string(p->to, has_default ? " [default = " : " [packed = ");
    if (has_default && (type == SCHEMA_STRING || type == SCHEMA_BYTES))
        put_quoted(p, initial, type == SCHEMA_BYTES);
    else if (has_default)
        put(p, initial);
    else
        text_string(p->to, packed.bits ? "true" : "false");
    text_char(p->to, ']');
}

static void
put_field(struct printer *p, struct wire field, bool in_oneof)
{
    struct location about = location_of(p);
    uint64_t label = wire_number(field, FIELD_LABEL);

    put_comment(p, about.leading, false);
    indent(p);
    if (label == REPEATED)
        text_string(p->to, "repeated ");
    else if (label == REQUIRED)
        text_string(p->to, "required ");
    else if (!in_oneof && (!p->proto3 || wire_number(field, FIELD_OPTIONAL)))
        text_string(p->to, "optional ");
    put_type(p, field);
    text_char(p->to, ' ');
    put(p, wire_text(field, NAME));
    text_string(p->to, " = ");
    text_unsigned(p->to, wire_number(field, FIELD_NUMBER));
    put_options(p, field);
    text_char(p->to, ';');
    put_comment(p, about.trailing, true);
    text_char(p->to, '\n');
}

static bool
in_oneof(struct wire field, uint64_t *index)
{
    struct wire_item item;

    if (!wire_member(field, FIELD_ONEOF, &item) || wire_number(field, FIELD_OPTIONAL))
        return false;
    *index = item.bits;
    return true;
}

typedef void put_element(struct printer *, struct wire element);

/* All elements of a member. */
static void
each(struct printer *p, struct wire wire, uint32_t member, put_element *put_one)
{
    struct wire_item item;

    for (uint32_t index = 0; wire.at < wire.end && wire_next(&wire, &item);) {
        size_t before;

        if (item.number != member || item.type != WIRE_BYTES)
            continue;
        before = go_down(p, member, index++);
        put_one(p, item.inside);
        p->path_size = before;
    }
}

static void
put_free_field(struct printer *p, struct wire field)
{
    uint64_t index;

    if (!in_oneof(field, &index))
        put_field(p, field, false);
}

/* One at a time is there: of the fields in the message, those that say so. */
static void
put_oneof(struct printer *p, struct wire message, struct wire oneof, uint64_t number)
{
    struct wire_item item;

    indent(p);
    text_string(p->to, "oneof ");
    put(p, wire_text(oneof, NAME));
    text_string(p->to, " {\n");
    p->depth++;
    for (uint32_t index = 0; message.at < message.end && wire_next(&message, &item);) {
        uint64_t its;
        size_t before;

        if (item.number != FIELD_IN_MESSAGE || item.type != WIRE_BYTES)
            continue;
        before = go_down(p, FIELD_IN_MESSAGE, index++);
        if (in_oneof(item.inside, &its) && its == number)
            put_field(p, item.inside, true);
        p->path_size = before;
    }
    p->depth--;
    indent(p);
    text_string(p->to, "}\n");
}

/* Not those that stand for an optional field of proto3, which have no other. */
static void
put_oneofs(struct printer *p, struct wire message)
{
    struct wire rest = message, fields;
    struct wire_item item, field;
    uint64_t number = 0;

    while (number < MOST_ONEOFS && rest.at < rest.end && wire_next(&rest, &item)) {
        bool used = false;

        if (item.number != ONEOF_IN_MESSAGE || item.type != WIRE_BYTES)
            continue;
        for (fields = message; fields.at < fields.end && wire_next(&fields, &field);) {
            uint64_t its;

            used |= field.number == FIELD_IN_MESSAGE && field.type == WIRE_BYTES &&
                    in_oneof(field.inside, &its) && its == number;
        }
        if (used)
            put_oneof(p, message, item.inside, number);
        number++;
    }
}

static void
begin(struct printer *p, const char *what, struct wire element)
{
    put_comment(p, location_of(p).leading, false);
    indent(p);
    text_string(p->to, what);
    put(p, wire_text(element, NAME));
    text_string(p->to, " {\n");
    p->depth++;
}

static void
end(struct printer *p)
{
    p->depth--;
    indent(p);
    text_string(p->to, "}\n");
    if (p->depth == 0)
        text_char(p->to, '\n');
}

static void
put_value(struct printer *p, struct wire value)
{
    struct location about = location_of(p);

    put_comment(p, about.leading, false);
    indent(p);
    put(p, wire_text(value, NAME));
    text_string(p->to, " = ");
    text_signed(p->to, (int32_t)(uint32_t)wire_number(value, VALUE_NUMBER));
    text_char(p->to, ';');
    put_comment(p, about.trailing, true);
    text_char(p->to, '\n');
}

static void
put_enum(struct printer *p, struct wire enumeration)
{
    begin(p, "enum ", enumeration);
    if (wire_number(wire_text(enumeration, ENUM_OPTIONS), OPTION_ALIAS)) {
        indent(p);
        text_string(p->to, "option allow_alias = true;\n");
    }
    each(p, enumeration, ENUM_VALUE, put_value);
    end(p);
}

static void
put_message(struct printer *p, struct wire message)
{
    begin(p, "message ", message);
    if (p->depth < WIRE_MAX_DEPTH) {
        each(p, message, ENUM_IN_MESSAGE, put_enum);
        each(p, message, NESTED_IN_MESSAGE, put_message);
        each(p, message, FIELD_IN_MESSAGE, put_free_field);
        put_oneofs(p, message);
    }
    end(p);
}

static void
put_head(struct printer *p, struct wire file)
{
    text_string(p->to, p->proto3 ? "syntax = \"proto3\";\n" : "syntax = \"proto2\";\n");
    if (wire_left(&p->package)) {
        text_string(p->to, "package ");
        put(p, wire_text(file, FILE_PACKAGE));
        text_string(p->to, ";\n");
    }
    text_char(p->to, '\n');
}

static void
put_import(struct printer *p, struct wire name)
{
    text_string(p->to, "import \"");
    put(p, name);
    text_string(p->to, "\";\n");
}

/* A file; `whole`: it is one of several that cannot become one. */
static void
put_file(struct textbuf *to, struct wire file, bool first, bool whole)
{
    struct wire syntax = wire_text(file, FILE_SYNTAX);
    struct printer p = { .to = to,
                         .package = wire_text(file, FILE_PACKAGE),
                         .proto3 = wire_left(&syntax) == 6 && memcmp(syntax.at, "proto3", 6) == 0 };

    locations_take(&p.locations, wire_text(file, FILE_SOURCE));
    if (whole) {
        text_string(to, "// File ");
        put(&p, wire_text(file, FILE_NAME));
        text_char(to, '\n');
    }
    if (first || whole)
        put_head(&p, file);
    if (whole)
        each(&p, file, FILE_IMPORT, put_import);
    each(&p, file, FILE_ENUM, put_enum);
    each(&p, file, FILE_MESSAGE, put_message);
    locations_free(&p.locations);
}

static bool
are_alike(struct wire set)
{
    struct wire_item item;
    struct wire first = { NULL, NULL };

    while (set.at < set.end && wire_next(&set, &item)) {
        if (item.number != SET_FILE || item.type != WIRE_BYTES)
            continue;
        if (!first.at)
            first = item.inside;
        if (!same(wire_text(first, FILE_PACKAGE), wire_text(item.inside, FILE_PACKAGE)) ||
            !same(wire_text(first, FILE_SYNTAX), wire_text(item.inside, FILE_SYNTAX)))
            return false;
    }
    return true;
}

void
proto_text(struct textbuf *to, const uint8_t *descriptors, size_t size)
{
    struct wire set = { descriptors, descriptors + size };
    bool whole = !are_alike(set), first = true;
    struct wire_item item;

    while (set.at < set.end && wire_next(&set, &item)) {
        if (item.number != SET_FILE || item.type != WIRE_BYTES)
            continue;
        put_file(to, item.inside, first, whole);
        first = false;
    }
}
