/* SPDX-License-Identifier: Apache-2.0 */
/* All messages and enums that a record reaches go into one file of the record's package.  A
 * message that was declared inside another is named Outer_Inner there. */
#include "dissect/descriptors.h"

#include "base/memory.h"
#include "dissect/reached.h"
#include "schema.pb-c.h"

#include <stdlib.h>
#include <string.h>

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
    char *local = local_name(reached_type_name(f), package);
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
    to->type = reached_type_number(f);
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

/* Only proto2 has members that are required, or whose absence can be told. */
static bool
is_proto2(const struct reached *r)
{
    for (size_t i = 0; i < r->n_messages; i++)
        for (unsigned k = 0; k < r->messages[i]->n_fields; k++) {
            ProtobufCLabel label = r->messages[i]->fields[k].label;

            if (label == PROTOBUF_C_LABEL_REQUIRED || label == PROTOBUF_C_LABEL_OPTIONAL)
                return true;
        }
    return false;
}

static Schema__File *
file_of(const ProtobufCMessageDescriptor *record)
{
    struct reached r;
    const char *package = record->package_name;
    Schema__File *file = need(1, sizeof *file);

    reached_from(&r, record);
    schema__file__init(file);
    file->name = need_text("%s.proto", record->short_name);
    file->package = need_copy(package);
    file->syntax = need_copy(is_proto2(&r) ? "proto2" : "proto3");
    file->message = need(r.n_messages, sizeof(Schema__Message *));
    for (; file->n_message < r.n_messages; file->n_message++)
        file->message[file->n_message] = message(r.messages[file->n_message], package);
    file->enums = need(r.n_enums, sizeof(Schema__Enum *));
    for (; file->n_enums < r.n_enums; file->n_enums++)
        file->enums[file->n_enums] = enumeration(r.enums[file->n_enums], package);
    reached_free(&r);
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
