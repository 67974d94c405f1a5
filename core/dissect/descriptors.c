/* SPDX-License-Identifier: Apache-2.0 */
/* All messages and enums that a record reaches go into one file of the record's package.  A
 * message that was declared inside another is named Outer_Inner there. */
#include "dissect/descriptors.h"

#include "base/memory.h"
#include "schema.pb-c.h"

#include <stdlib.h>
#include <string.h>

struct reached {
    const ProtobufCMessageDescriptor **message;
    const ProtobufCEnumDescriptor **enums;
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
reach_enum(struct reached *r, const ProtobufCEnumDescriptor *e)
{
    for (size_t i = 0; i < r->n_enums; i++)
        if (r->enums[i] == e)
            return;
    r->enums = grow(r->enums, (r->n_enums + 1) * sizeof *r->enums);
    r->enums[r->n_enums++] = e;
}

static void
reach(struct reached *r, const ProtobufCMessageDescriptor *m)
{
    for (size_t i = 0; i < r->n_messages; i++)
        if (r->message[i] == m)
            return;
    r->message = grow(r->message, (r->n_messages + 1) * sizeof *r->message);
    r->message[r->n_messages++] = m;
    for (unsigned i = 0; i < m->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->fields[i];

        if (f->type == PROTOBUF_C_TYPE_MESSAGE)
            reach(r, f->descriptor);
        else if (f->type == PROTOBUF_C_TYPE_ENUM)
            reach_enum(r, f->descriptor);
    }
}

/* The name behind the package, with its own dots made plain. */
static char *
local_name(const char *full, const char *package)
{
    size_t skip = strlen(package);
    char *name = need_copy(full + (skip && strncmp(full, package, skip) == 0 ? skip + 1 : 0));

    for (char *dot = name; (dot = strchr(dot, '.')); dot++)
        *dot = '_';
    return name;
}

static char *
type_name(const ProtobufCFieldDescriptor *f, const char *package)
{
    const char *full = f->type == PROTOBUF_C_TYPE_ENUM
                           ? ((const ProtobufCEnumDescriptor *)f->descriptor)->name
                           : ((const ProtobufCMessageDescriptor *)f->descriptor)->name;
    char *local = local_name(full, package);
    char *name = need_text(".%s%s%s", package, *package ? "." : "", local);

    free(local);
    return name;
}

static Schema__Field *
field(const ProtobufCFieldDescriptor *f, const char *package)
{
    Schema__Field *to = need(1, sizeof *to);

    schema__field__init(to);
    to->name = need_copy(f->name);
    to->number = (int32_t)f->id;
    to->label = f->label == PROTOBUF_C_LABEL_REPEATED   ? 3
                : f->label == PROTOBUF_C_LABEL_REQUIRED ? 2
                                                        : 1;
    to->type = type_numbers[f->type];
    if (f->type == PROTOBUF_C_TYPE_MESSAGE || f->type == PROTOBUF_C_TYPE_ENUM)
        to->type_name = type_name(f, package);
    if (f->flags & PROTOBUF_C_FIELD_FLAG_PACKED) {
        to->options = need(1, sizeof *to->options);
        schema__field_options__init(to->options);
        to->options->packed = 1;
    }
    return to;
}

static Schema__Message *
message(const ProtobufCMessageDescriptor *m, const char *package)
{
    Schema__Message *to = need(1, sizeof *to);

    schema__message__init(to);
    to->name = local_name(m->name, package);
    to->field = need(m->n_fields, sizeof(Schema__Field *));
    for (; to->n_field < m->n_fields; to->n_field++)
        to->field[to->n_field] = field(&m->fields[to->n_field], package);
    return to;
}

static Schema__Enum *
enumeration(const ProtobufCEnumDescriptor *e, const char *package)
{
    Schema__Enum *to = need(1, sizeof *to);

    schema__enum__init(to);
    to->name = local_name(e->name, package);
    to->value = need(e->n_values, sizeof(Schema__EnumValue *));
    for (; to->n_value < e->n_values; to->n_value++) {
        Schema__EnumValue *value = need(1, sizeof *value);

        schema__enum_value__init(value);
        value->name = need_copy(e->values[to->n_value].name);
        value->number = e->values[to->n_value].value;
        to->value[to->n_value] = value;
    }
    return to;
}

static Schema__File *
file_of(const ProtobufCMessageDescriptor *record)
{
    struct reached r = { NULL, NULL, 0, 0 };
    const char *package = record->package_name;
    Schema__File *file = need(1, sizeof *file);

    reach(&r, record);
    schema__file__init(file);
    file->name = need_text("%s.proto", record->short_name);
    file->package = need_copy(package);
    file->syntax = need_copy("proto3");
    file->message = need(r.n_messages, sizeof(Schema__Message *));
    for (; file->n_message < r.n_messages; file->n_message++)
        file->message[file->n_message] = message(r.message[file->n_message], package);
    file->enums = need(r.n_enums, sizeof(Schema__Enum *));
    for (; file->n_enums < r.n_enums; file->n_enums++)
        file->enums[file->n_enums] = enumeration(r.enums[file->n_enums], package);
    free(r.message);
    free(r.enums);
    return file;
}

uint8_t *
descriptors_of(const ProtobufCMessageDescriptor *record, size_t *size)
{
    Schema__FileSet *set = need(1, sizeof *set);
    uint8_t *bytes;

    schema__file_set__init(set);
    set->file = need(1, sizeof(Schema__File *));
    set->file[set->n_file++] = file_of(record);
    bytes = need(1, schema__file_set__get_packed_size(set));
    *size = schema__file_set__pack(set, bytes);
    schema__file_set__free_unpacked(set, NULL);
    return bytes;
}
