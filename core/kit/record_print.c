/* SPDX-License-Identifier: Apache-2.0 */
#include "kit/record_print.h"

#include "base/visible.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

enum { TEXT_SHOWN = 256, BYTES_SHOWN = 32, LIST_SHOWN = 16, INDENT = 2, DEPTH_MAX = 64 };

static uint64_t
load(const uint8_t *from, size_t size)
{
    uint64_t number = 0;

    memcpy(&number, from, size);
    return number;
}

static void
print_bytes(const ProtobufCBinaryData *bytes, FILE *to)
{
    fprintf(to, "%zu bytes", bytes->len);
    for (size_t i = 0; i < bytes->len && i < BYTES_SHOWN; i++)
        fprintf(to, "%s%02x", i ? " " : ": ", bytes->data[i]);
    fputs(bytes->len > BYTES_SHOWN ? " ...\n" : "\n", to);
}

static void
print_real(const uint8_t *from, bool single, FILE *to)
{
    double real;
    float half;

    memcpy(&half, from, sizeof half);
    memcpy(&real, from, single ? sizeof half : sizeof real);
    fprintf(to, "%g\n", single ? (double)half : real);
}

static size_t
size_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return 8;
    default: return 4;
    }
}

static void
print_number(const ProtobufCFieldDescriptor *f, const uint8_t *from, FILE *to)
{
    switch (f->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_ENUM: fprintf(to, "%" PRId32 "\n", (int32_t)load(from, 4)); return;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64: fprintf(to, "%" PRId64 "\n", (int64_t)load(from, 8)); return;
    case PROTOBUF_C_TYPE_BOOL: fputs(load(from, 4) ? "true\n" : "false\n", to); return;
    case PROTOBUF_C_TYPE_FLOAT: print_real(from, true, to); return;
    case PROTOBUF_C_TYPE_DOUBLE: print_real(from, false, to); return;
    default: fprintf(to, "%" PRIu64 "\n", load(from, size_of(f->type)));
    }
}

static void
print_value(const ProtobufCFieldDescriptor *f, const uint8_t *from, int indent, FILE *to)
{
    char shown[TEXT_SHOWN];
    void *pointer;

    if (f->type == PROTOBUF_C_TYPE_BYTES) {
        print_bytes((const void *)from, to);
        return;
    }
    if (f->type != PROTOBUF_C_TYPE_STRING && f->type != PROTOBUF_C_TYPE_MESSAGE) {
        print_number(f, from, to);
        return;
    }
    memcpy(&pointer, from, sizeof pointer);
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        fprintf(to, "\"%s\"\n", visible_string(shown, sizeof shown, pointer ? pointer : ""));
        return;
    }
    fputc('\n', to);
    if (pointer && indent < DEPTH_MAX)
        record_print(pointer, indent + INDENT, to);
}

/* Whether anything was put there. */
static bool
is_there(const ProtobufCFieldDescriptor *f, const uint8_t *from)
{
    const ProtobufCBinaryData *bytes = (const void *)from;
    const char *text;

    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return bytes->len > 0;
    if (f->type == PROTOBUF_C_TYPE_STRING) {
        memcpy(&text, from, sizeof text);
        return text && *text;
    }
    return load(from, size_of(f->type)) != 0;
}

static void
print_list(const ProtobufCFieldDescriptor *f, const uint8_t *message, int indent, FILE *to)
{
    const size_t n = load(message + f->quantifier_offset, sizeof(size_t));
    const uint8_t *list;

    memcpy(&list, message + f->offset, sizeof list);
    for (size_t i = 0; i < n && i < LIST_SHOWN; i++) {
        fprintf(to, "%*s%s[%zu] ", indent, "", f->name, i);
        print_value(f, list + i * size_of(f->type), indent, to);
    }
    if (n > LIST_SHOWN)
        fprintf(to, "%*s%s: %zu in all\n", indent, "", f->name, n);
}

void
record_print(const ProtobufCMessage *m, int indent, FILE *to)
{
    const uint8_t *message = (const uint8_t *)m;

    for (unsigned i = 0; i < m->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &m->descriptor->fields[i];

        if (f->label == PROTOBUF_C_LABEL_REPEATED) {
            print_list(f, message, indent, to);
        } else if (!(f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) && is_there(f, message + f->offset)) {
            fprintf(to, "%*s%s ", indent, "", f->name);
            print_value(f, message + f->offset, indent, to);
        }
    }
}
