/* SPDX-License-Identifier: Apache-2.0 */
/* All messages and enums that a record reaches go into one file of the record's package.  A
 * message that was declared inside another is named Outer_Inner there. */
#include "dissect/descriptors.h"
#include "schema.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REACHED_MAX = 256 };

struct reached {
    const ProtobufCMessageDescriptor *message[REACHED_MAX];
    const ProtobufCEnumDescriptor *enums[REACHED_MAX];
    size_t n_messages, n_enums;
};

/* FieldDescriptorProto.Type of protobuf-c's types. */
static const uint8_t type_numbers[] = {
    [PROTOBUF_C_TYPE_INT32] = 5,   [PROTOBUF_C_TYPE_SINT32] = 17,  [PROTOBUF_C_TYPE_SFIXED32] = 15,
    [PROTOBUF_C_TYPE_INT64] = 3,   [PROTOBUF_C_TYPE_SINT64] = 18,  [PROTOBUF_C_TYPE_SFIXED64] = 16,
    [PROTOBUF_C_TYPE_UINT32] = 13, [PROTOBUF_C_TYPE_FIXED32] = 7,  [PROTOBUF_C_TYPE_UINT64] = 4,
    [PROTOBUF_C_TYPE_FIXED64] = 6, [PROTOBUF_C_TYPE_FLOAT] = 2,    [PROTOBUF_C_TYPE_DOUBLE] = 1,
    [PROTOBUF_C_TYPE_BOOL] = 8,    [PROTOBUF_C_TYPE_ENUM] = 14,    [PROTOBUF_C_TYPE_STRING] = 9,
    [PROTOBUF_C_TYPE_BYTES] = 12,  [PROTOBUF_C_TYPE_MESSAGE] = 11,
};

static void
reach(struct reached *r, const ProtobufCMessageDescriptor *m)
{
    for (size_t i = 0; i < r->n_messages; i++)
        if (r->message[i] == m)
            return;
    if (r->n_messages == REACHED_MAX)
        return;
    r->message[r->n_messages++] = m;
    for (unsigned i = 0; i < m->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->fields[i];
        size_t known = 0;

        if (f->type == PROTOBUF_C_TYPE_MESSAGE)
            reach(r, f->descriptor);
        if (f->type != PROTOBUF_C_TYPE_ENUM)
            continue;
        while (known < r->n_enums && r->enums[known] != f->descriptor)
            known++;
        if (known == r->n_enums && known < REACHED_MAX)
            r->enums[r->n_enums++] = f->descriptor;
    }
}

/* The name behind the package, with its own dots made plain. */
static char *
local_name(const char *full, const char *package)
{
    size_t skip = strlen(package);
    char *name = strdup(full + (skip && strncmp(full, package, skip) == 0 ? skip + 1 : 0));

    for (char *dot = name; dot && (dot = strchr(dot, '.')); dot++)
        *dot = '_';
    return name;
}

static char *
type_name(const ProtobufCFieldDescriptor *f, const char *package)
{
    const char *full = f->type == PROTOBUF_C_TYPE_ENUM
                           ? ((const ProtobufCEnumDescriptor *)f->descriptor)->name
                           : ((const ProtobufCMessageDescriptor *)f->descriptor)->name;
    char *local = local_name(full, package), *name = NULL;

    if (local && asprintf(&name, ".%s%s%s", package, *package ? "." : "", local) < 0)
        name = NULL;
    free(local);
    return name;
}

static void *
list(size_t n, size_t element)
{
    void *p = calloc(n ? n : 1, element);

    if (!p)
        abort(); /* a few hundred bytes at start: nothing sensible is left to do */
    return p;
}

static Schema__Field *
field(const ProtobufCFieldDescriptor *f, const char *package)
{
    Schema__Field *to = list(1, sizeof *to);

    schema__field__init(to);
    to->name = strdup(f->name);
    to->number = (int32_t)f->id;
    to->label = f->label == PROTOBUF_C_LABEL_REPEATED   ? 3
                : f->label == PROTOBUF_C_LABEL_REQUIRED ? 2
                                                        : 1;
    to->type = type_numbers[f->type];
    if (f->type == PROTOBUF_C_TYPE_MESSAGE || f->type == PROTOBUF_C_TYPE_ENUM)
        to->type_name = type_name(f, package);
    if (f->flags & PROTOBUF_C_FIELD_FLAG_PACKED) {
        to->options = list(1, sizeof *to->options);
        schema__field_options__init(to->options);
        to->options->packed = 1;
    }
    return to;
}

static Schema__Message *
message(const ProtobufCMessageDescriptor *m, const char *package)
{
    Schema__Message *to = list(1, sizeof *to);

    schema__message__init(to);
    to->name = local_name(m->name, package);
    to->field = list(m->n_fields, sizeof(Schema__Field *));
    for (; to->n_field < m->n_fields; to->n_field++)
        to->field[to->n_field] = field(&m->fields[to->n_field], package);
    return to;
}

static Schema__Enum *
enumeration(const ProtobufCEnumDescriptor *e, const char *package)
{
    Schema__Enum *to = list(1, sizeof *to);

    schema__enum__init(to);
    to->name = local_name(e->name, package);
    to->value = list(e->n_values, sizeof(Schema__EnumValue *));
    for (; to->n_value < e->n_values; to->n_value++) {
        Schema__EnumValue *value = list(1, sizeof *value);

        schema__enum_value__init(value);
        value->name = strdup(e->values[to->n_value].name);
        value->number = e->values[to->n_value].value;
        to->value[to->n_value] = value;
    }
    return to;
}

uint8_t *
descriptors_of(const ProtobufCMessageDescriptor *record, size_t *size)
{
    static struct reached r;
    const char *package = record->package_name;
    Schema__FileSet *set = list(1, sizeof *set);
    Schema__File *file = list(1, sizeof *file);
    uint8_t *bytes;

    r.n_messages = r.n_enums = 0;
    reach(&r, record);
    schema__file_set__init(set);
    schema__file__init(file);
    set->file = list(1, sizeof(Schema__File *));
    set->file[set->n_file++] = file;
    if (asprintf(&file->name, "%s.proto", record->short_name) < 0)
        abort();
    file->package = strdup(package);
    file->syntax = strdup("proto3");
    file->message = list(r.n_messages, sizeof(Schema__Message *));
    for (; file->n_message < r.n_messages; file->n_message++)
        file->message[file->n_message] = message(r.message[file->n_message], package);
    file->enums = list(r.n_enums, sizeof(Schema__Enum *));
    for (; file->n_enums < r.n_enums; file->n_enums++)
        file->enums[file->n_enums] = enumeration(r.enums[file->n_enums], package);

    bytes = malloc(schema__file_set__get_packed_size(set) + 1);
    *size = bytes ? schema__file_set__pack(set, bytes) : 0;
    schema__file_set__free_unpacked(set, NULL);
    return bytes;
}
