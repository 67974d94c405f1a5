/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/encode_program.h"

#include <string.h>

static size_t
varint_size(uint64_t value)
{
    size_t n = 1;

    for (; value > 127; value >>= 7)
        n++;
    return n;
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

/* Where writing has got to.  `at` is NULL once the room is used up. */
struct sink {
    uint8_t *at, *end;
    const struct encoder_common *common;
    size_t numbers; /* kept free for the numbers of the messages at work, which do not ask */
    int depth;
};

static inline bool
room_for(struct sink *s, size_t n)
{
    if (__builtin_expect((size_t)(s->end - s->at) < n + TAG_AND_NUMBER + s->numbers, 0))
        s->at = NULL;
    return s->at != NULL;
}

/* Eight bytes at once: there is always room for a tag and a number behind it. */
static inline void
put_tag(struct sink *s, const struct step *step)
{
    memcpy(s->at, &step->tag, sizeof step->tag);
    s->at += step->tag_length;
}

/* Most texts are addresses and times of 8 to 64 bytes: two moves that overlap, and no call. */
static inline void
copy(uint8_t *to, const uint8_t *from, size_t n)
{
    if (n >= 8 && n <= 16) {
        memcpy(to, from, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n > 16 && n <= 32) {
        memcpy(to, from, 16);
        memcpy(to + n - 16, from + n - 16, 16);
    } else if (n > 32 && n <= 64) {
        memcpy(to, from, 32);
        memcpy(to + n - 32, from + n - 32, 32);
    } else if (n) {
        memcpy(to, from, n);
    }
}

static inline void
put_bytes(struct sink *s, const struct step *step, const void *bytes, size_t n)
{
    if (!room_for(s, n))
        return;
    put_tag(s, step);
    s->at = put_varint(s->at, n);
    copy(s->at, bytes, n);
    s->at += n;
}

static inline void
put_value(struct sink *s, const struct step *step, uint64_t value)
{
    if (!value)
        return;
    put_tag(s, step);
    s->at = put_varint(s->at, value);
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
        if (*(void *const *)from)
            put_message(s, step, *(void *const *)from);
        else
            put_bytes(s, step, "", 0);
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
    const uint8_t *from = message + step->offset;
    bool points = step->type == PROTOBUF_C_TYPE_STRING || step->type == PROTOBUF_C_TYPE_MESSAGE;
    const void *pointer = NULL;
    float real;

    if (points)
        memcpy(&pointer, from, sizeof pointer);
    if (step->label == PROTOBUF_C_LABEL_REQUIRED)
        return true;
    if (step->oneof)
        return load32(message + step->quantifier) == step->id && (!points || pointer);
    if (step->label == PROTOBUF_C_LABEL_OPTIONAL)
        return points ? pointer && pointer != step->initial : load32(message + step->quantifier) != 0;
    if (step->type == PROTOBUF_C_TYPE_FLOAT) {
        memcpy(&real, from, sizeof real);
        return real != 0; /* minus zero is zero, although it has a bit set */
    }
    return number(step->type, from) != 0;
}

static inline void
put_text(struct sink *s, const struct step *step, const char *text)
{
    if (text && *text)
        put_bytes(s, step, text, strlen(text));
}

static inline void
put_step(struct sink *s, const struct step *step, const uint8_t *message)
{
    const uint8_t *from = message + step->offset;
    const ProtobufCBinaryData *bytes = (const void *)from;
    double real;

    switch ((enum action)step->action) {
    case PUT_INT32:  put_value(s, step, (uint64_t)(int64_t)(int32_t)load32(from)); return;
    case PUT_UINT32: put_value(s, step, load32(from)); return;
    case PUT_INT64:  put_value(s, step, load64(from)); return;
    case PUT_BOOL:   put_value(s, step, load32(from) != 0); return;
    case PUT_DOUBLE:
        memcpy(&real, from, sizeof real);
        if (real == 0)
            return;
        put_tag(s, step);
        memcpy(s->at, from, sizeof real);
        s->at += sizeof real;
        return;
    case PUT_STRING: put_text(s, step, *(char *const *)(const void *)from); return;
    case PUT_BYTES:
        if (bytes->len)
            put_bytes(s, step, bytes->data, bytes->len);
        return;
    case PUT_MESSAGE:  put_message(s, step, *(void *const *)(const void *)from); return;
    case PUT_REPEATED: put_repeated(s, step, message); return;
    case PUT_TIMESTAMP:
        if (s->common->timestamp_length)
            put_bytes(s, step, s->common->timestamp, s->common->timestamp_length);
        return;
    case PUT_CONTEXT:
        if (s->common->context_length)
            put_bytes(s, step, s->common->context, s->common->context_length);
        return;
    case PUT_OTHER:
        if (is_set(step, message))
            put_element(s, step, from);
    }
}

static void
put_steps(struct sink *s, const struct encoder *e, const void *message)
{
    const struct step *end = e->steps + e->n_steps;

    s->numbers += e->numbers;
    if (!room_for(s, 0))
        return;
    for (const struct step *step = e->steps; step < end && s->at; step++)
        put_step(s, step, message);
    s->numbers -= e->numbers;
}

size_t
encoder_write(const struct encoder *e, const void *message, const struct encoder_common *common,
              uint8_t *to, size_t room)
{
    struct sink s = { to, to + room, common, 0, 0 };

    if (room < TAG_AND_NUMBER)
        return 0;
    put_body(&s, e, message);
    return s.at ? (size_t)(s.at - to) : 0;
}
