/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/reached.h"

#include "base/memory.h"

#include <stdlib.h>

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
        if (r->messages[i] == m)
            return;
    r->messages = grow(r->messages, (r->n_messages + 1) * sizeof *r->messages);
    r->messages[r->n_messages++] = m;
    for (unsigned i = 0; i < m->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->fields[i];

        if (f->type == PROTOBUF_C_TYPE_MESSAGE)
            reach(r, f->descriptor);
        else if (f->type == PROTOBUF_C_TYPE_ENUM)
            reach_enum(r, f->descriptor);
    }
}

void
reached_from(struct reached *r, const ProtobufCMessageDescriptor *record)
{
    *r = (struct reached){ NULL, NULL, 0, 0 };
    reach(r, record);
}

void
reached_free(struct reached *r)
{
    free(r->messages);
    free(r->enums);
}

int
reached_type_number(const ProtobufCFieldDescriptor *f)
{
    return f->type < sizeof type_numbers ? type_numbers[f->type] : 0;
}

const char *
reached_type_name(const ProtobufCFieldDescriptor *f)
{
    if (f->type == PROTOBUF_C_TYPE_ENUM)
        return ((const ProtobufCEnumDescriptor *)f->descriptor)->name;
    return ((const ProtobufCMessageDescriptor *)f->descriptor)->name;
}
