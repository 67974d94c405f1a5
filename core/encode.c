/* SPDX-License-Identifier: Apache-2.0 */
#include "encode.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32, TAG_AND_NUMBER = 16 };

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

/* Members the core fills in itself. */
enum source { FROM_MEMBER, FROM_TIMESTAMP, FROM_CONTEXT };

struct step {
    uint8_t type, label, source, tag_length;
    bool packed, oneof;
    uint8_t tag[5];
    uint32_t id;
    uint32_t offset, quantifier;
    struct encoder *sub;
    const void *initial; /* a string that counts as not set */
};

struct encoder {
    const ProtobufCMessageDescriptor *descriptor;
    struct encoder *parent; /* while compiling: stops a message that contains itself */
    size_t n_steps;
    struct step steps[];
};

static uint8_t *
put_varint(uint8_t *to, uint64_t value)
{
    while (value > 127) {
        *to++ = (uint8_t)(value | 128);
        value >>= 7;
    }
    *to++ = (uint8_t)value;
    return to;
}

static size_t
varint_size(uint64_t value)
{
    size_t n = 1;

    for (; value > 127; value >>= 7)
        n++;
    return n;
}

static unsigned
wire_type(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32: case PROTOBUF_C_TYPE_FIXED32: case PROTOBUF_C_TYPE_FLOAT:
        return WIRE_32;
    case PROTOBUF_C_TYPE_SFIXED64: case PROTOBUF_C_TYPE_FIXED64: case PROTOBUF_C_TYPE_DOUBLE:
        return WIRE_64;
    case PROTOBUF_C_TYPE_STRING: case PROTOBUF_C_TYPE_BYTES: case PROTOBUF_C_TYPE_MESSAGE:
        return WIRE_BYTES;
    default:
        return WIRE_VARINT;
    }
}

/* Bytes of one element of a repeated member. */
static size_t
element_size(unsigned type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING: case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_INT64: case PROTOBUF_C_TYPE_UINT64: case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_FIXED64: case PROTOBUF_C_TYPE_SFIXED64: case PROTOBUF_C_TYPE_DOUBLE:
        return 8;
    default:
        return 4;
    }
}

static enum source
source_of(const ProtobufCFieldDescriptor *f, bool outermost)
{
    if (outermost && f->label != PROTOBUF_C_LABEL_REPEATED) {
        if (f->type == PROTOBUF_C_TYPE_STRING && strcmp(f->name, "Timestamp") == 0)
            return FROM_TIMESTAMP;
        if (f->type == PROTOBUF_C_TYPE_MESSAGE && strcmp(f->name, "Context") == 0 &&
            strcmp(((const ProtobufCMessageDescriptor *)f->descriptor)->short_name,
                   "PacketContext") == 0)
            return FROM_CONTEXT;
    }
    return FROM_MEMBER;
}

static struct encoder *compile(const ProtobufCMessageDescriptor *, struct encoder *parent, int depth);

static bool
compile_step(struct step *step, const ProtobufCFieldDescriptor *f, struct encoder *of, int depth)
{
    bool repeated = f->label == PROTOBUF_C_LABEL_REPEATED;
    unsigned wire = wire_type(f->type);

    *step = (struct step){
        .type = (uint8_t)f->type, .label = (uint8_t)f->label, .id = f->id, .offset = f->offset,
        .quantifier = f->quantifier_offset, .initial = f->default_value,
        .source = (uint8_t)source_of(f, !of->parent),
        .packed = repeated && (f->flags & PROTOBUF_C_FIELD_FLAG_PACKED),
        .oneof = (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0,
    };
    step->tag_length = (uint8_t)(put_varint(step->tag, (uint64_t)f->id << 3 |
                                            (step->packed ? WIRE_BYTES : wire)) - step->tag);
    if (f->type == PROTOBUF_C_TYPE_MESSAGE && step->source == FROM_MEMBER) {
        step->sub = compile(f->descriptor, of, depth + 1);
        return step->sub != NULL;
    }
    return true;
}

static struct encoder *
compile(const ProtobufCMessageDescriptor *descriptor, struct encoder *parent, int depth)
{
    struct encoder *e;

    for (e = parent; e; e = e->parent)
        if (e->descriptor == descriptor)
            return e;
    if (depth > DEPTH_MAX)
        return NULL;
    e = calloc(1, sizeof *e + descriptor->n_fields * sizeof e->steps[0]);
    if (!e)
        return NULL;
    e->descriptor = descriptor;
    e->parent = parent;
    for (unsigned i = 0; i < descriptor->n_fields; i++, e->n_steps++)
        if (!compile_step(&e->steps[i], &descriptor->fields[i], e, depth)) {
            encoder_free(e);
            return NULL;
        }
    return e;
}

struct encoder *
encoder_compile(const ProtobufCMessageDescriptor *descriptor)
{
    return compile(descriptor, NULL, 0);
}

void
encoder_free(struct encoder *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->n_steps; i++)
        if (e->steps[i].sub && e->steps[i].sub->parent == e)
            encoder_free(e->steps[i].sub);
    free(e);
}

/* Where writing has got to.  `at` is NULL once the room is used up. */
struct sink {
    uint8_t *at, *end;
    const struct encoder_common *common;
    int depth;
};

static bool
room_for(struct sink *s, size_t n)
{
    if ((size_t)(s->end - s->at) < n + TAG_AND_NUMBER)
        s->at = NULL;
    return s->at != NULL;
}

static void
put_tag(struct sink *s, const struct step *step)
{
    memcpy(s->at, step->tag, sizeof step->tag);
    s->at += step->tag_length;
}

static void
put_bytes(struct sink *s, const struct step *step, const void *bytes, size_t n)
{
    if (!room_for(s, n))
        return;
    put_tag(s, step);
    s->at = put_varint(s->at, n);
    if (n)
        memcpy(s->at, bytes, n);
    s->at += n;
}

static uint64_t
load32(const void *from)
{
    uint32_t v;

    memcpy(&v, from, sizeof v);
    return v;
}

static uint64_t
load64(const void *from)
{
    uint64_t v;

    memcpy(&v, from, sizeof v);
    return v;
}

/* A number as the varint or fixed value that stands on the wire. */
static uint64_t
number(unsigned type, const void *from)
{
    uint64_t v = element_size(type) == 8 ? load64(from) : load32(from);

    switch (type) {
    case PROTOBUF_C_TYPE_INT32: case PROTOBUF_C_TYPE_ENUM:
        return (uint64_t)(int64_t)(int32_t)v;
    case PROTOBUF_C_TYPE_SINT32:
        return (uint32_t)((uint32_t)v << 1 ^ (uint32_t)-(int32_t)((uint32_t)v >> 31));
    case PROTOBUF_C_TYPE_SINT64:
        return v << 1 ^ (uint64_t)-(int64_t)(v >> 63);
    case PROTOBUF_C_TYPE_BOOL:
        return v != 0;
    default:
        return v;
    }
}

static void
put_number(struct sink *s, unsigned type, uint64_t value)
{
    unsigned wire = wire_type(type);

    if (wire == WIRE_VARINT) {
        s->at = put_varint(s->at, value);
        return;
    }
    memcpy(s->at, &value, wire == WIRE_64 ? 8 : 4); /* the wire and the machine are little endian */
    s->at += wire == WIRE_64 ? 8 : 4;
}

static void put_steps(struct sink *s, const struct encoder *e, const void *message);

/* Reserves one byte for the length and moves the rare longer message up. */
static void
put_body(struct sink *s, const struct encoder *e, const void *message)
{
    uint8_t *body = s->at + 1;
    size_t length, prefix;

    s->at = body;
    put_steps(s, e, message);
    if (!s->at)
        return;
    length = (size_t)(s->at - body);
    prefix = varint_size(length);
    if (prefix > 1) {
        if (!room_for(s, prefix))
            return;
        memmove(body + prefix - 1, body, length);
    }
    put_varint(body - 1, length);
    s->at = body - 1 + prefix + length;
}

static void
put_message(struct sink *s, const struct step *step, const void *message)
{
    if (!message || !room_for(s, 0))
        return;
    if (++s->depth > DEPTH_MAX) {
        s->at = NULL;
        return;
    }
    put_tag(s, step);
    put_body(s, step->sub, message);
    s->depth--;
}

static void
put_element(struct sink *s, const struct step *step, const void *from)
{
    const ProtobufCBinaryData *bytes = from;
    const char *text;

    switch (step->type) {
    case PROTOBUF_C_TYPE_STRING:
        text = *(char *const *)from;
        put_bytes(s, step, text ? text : "", text ? strlen(text) : 0);
        return;
    case PROTOBUF_C_TYPE_BYTES:
        put_bytes(s, step, bytes->data, bytes->len);
        return;
    case PROTOBUF_C_TYPE_MESSAGE:
        put_message(s, step, *(void *const *)from);
        return;
    default:
        if (!room_for(s, 0))
            return;
        put_tag(s, step);
        put_number(s, step->type, number(step->type, from));
    }
}

static void
put_packed(struct sink *s, const struct step *step, const uint8_t *list, size_t n)
{
    size_t size = element_size(step->type), length = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned wire = wire_type(step->type);

        length += wire == WIRE_64 ? 8 : wire == WIRE_32 ? 4
                  : varint_size(number(step->type, list + i * size));
    }
    if (!room_for(s, length))
        return;
    put_tag(s, step);
    s->at = put_varint(s->at, length);
    for (size_t i = 0; i < n; i++)
        put_number(s, step->type, number(step->type, list + i * size));
}

static void
put_repeated(struct sink *s, const struct step *step, const uint8_t *message)
{
    size_t n = load64(message + step->quantifier);
    const uint8_t *list;

    if (!n)
        return;
    memcpy(&list, message + step->offset, sizeof list);
    if (step->packed) {
        put_packed(s, step, list, n);
        return;
    }
    for (size_t i = 0; i < n && s->at; i++)
        put_element(s, step, list + i * element_size(step->type));
}

/* Whether a single member is to be written: by its flag, or because it is not the default. */
static bool
is_set(const struct step *step, const uint8_t *message)
{
    const void *from = message + step->offset;
    const void *pointer;
    double d;

    if (step->oneof)
        return load32(message + step->quantifier) == step->id;
    if (step->label == PROTOBUF_C_LABEL_REQUIRED)
        return true;
    switch (step->type) {
    case PROTOBUF_C_TYPE_STRING:
        memcpy(&pointer, from, sizeof pointer);
        if (step->label == PROTOBUF_C_LABEL_OPTIONAL)
            return pointer && pointer != step->initial;
        return pointer && *(const char *)pointer;
    case PROTOBUF_C_TYPE_MESSAGE:
        memcpy(&pointer, from, sizeof pointer);
        return pointer != NULL;
    case PROTOBUF_C_TYPE_DOUBLE:
        memcpy(&d, from, sizeof d);
        return step->label == PROTOBUF_C_LABEL_OPTIONAL ? load32(message + step->quantifier) != 0 : d != 0;
    case PROTOBUF_C_TYPE_BYTES:
        if (step->label != PROTOBUF_C_LABEL_OPTIONAL)
            return ((const ProtobufCBinaryData *)from)->len != 0;
        break;
    default:
        if (step->label != PROTOBUF_C_LABEL_OPTIONAL)
            return number(step->type, from) != 0;
    }
    return load32(message + step->quantifier) != 0;
}

static void
put_steps(struct sink *s, const struct encoder *e, const void *message)
{
    const struct encoder_common *common = s->common;

    for (size_t i = 0; i < e->n_steps && s->at; i++) {
        const struct step *step = &e->steps[i];

        if (step->source == FROM_TIMESTAMP) {
            if (common->timestamp_length)
                put_bytes(s, step, common->timestamp, common->timestamp_length);
        } else if (step->source == FROM_CONTEXT) {
            if (common->context_length)
                put_bytes(s, step, common->context, common->context_length);
        } else if (step->label == PROTOBUF_C_LABEL_REPEATED) {
            put_repeated(s, step, message);
        } else if (is_set(step, message)) {
            put_element(s, step, (const uint8_t *)message + step->offset);
        }
    }
}

size_t
encoder_write(const struct encoder *e, const void *message, const struct encoder_common *common,
              uint8_t *to, size_t room)
{
    struct sink s = { to, to + room, common, 0 };

    if (room < TAG_AND_NUMBER)
        return 0;
    put_body(&s, e, message);
    return s.at ? (size_t)(s.at - to) : 0;
}
