/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/encode.h"

#include "dissect/encoder.h"
#include "dissect/mend.h"

#include <string.h>

enum { TAG_AND_NUMBER = 16 }; /* bytes of both at most; a tag is stored as eight */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "numbers are stored as they lie in memory");

/* Bytes of one element of a repeated member. */
static size_t
element_size(unsigned type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void *);
    case PROTOBUF_C_TYPE_BYTES: return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return 8;
    default: return 4;
    }
}

/* Where writing has got to.  `at` is NULL once the space is used up. */
struct writing {
    uint8_t *at, *end;
    const struct encoder_common *common;
    size_t numbers; /* kept free for the numbers of the messages at work, which do not ask */
    int depth;
};

static inline bool
has_space(struct writing *w, size_t n)
{
    if (__builtin_expect((size_t)(w->end - w->at) < n + TAG_AND_NUMBER + w->numbers, 0))
        w->at = NULL;
    return w->at != NULL;
}

/* Eight bytes at once: there is always space for a tag and a number behind it. */
static inline void
put_tag(struct writing *w, const struct encoder_step *step)
{
    memcpy(w->at, &step->tag, sizeof step->tag);
    w->at += step->tag_length;
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
put_bytes(struct writing *w, const struct encoder_step *step, const void *bytes, size_t n)
{
    if (!has_space(w, n))
        return;
    put_tag(w, step);
    w->at = wire_put_varint(w->at, n);
    copy(w->at, bytes, n);
    w->at += n;
}

static void
put_mended(struct writing *w, const struct encoder_step *step, const char *text, size_t n)
{
    size_t size = mend_size(text, n);

    if (w->common->mended)
        *w->common->mended = true;
    if (!has_space(w, size))
        return;
    put_tag(w, step);
    w->at = mend_put(wire_put_varint(w->at, size), text, n);
}

static inline void
put_string(struct writing *w, const struct encoder_step *step, const char *text)
{
    size_t n = strlen(text);

    if (__builtin_expect(mend_is_wanted(text, n), 0))
        put_mended(w, step, text, n);
    else
        put_bytes(w, step, text, n);
}

static inline void
put_value(struct writing *w, const struct encoder_step *step, uint64_t value)
{
    if (!value)
        return;
    put_tag(w, step);
    w->at = wire_put_varint(w->at, value);
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
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_ENUM: return (uint64_t)(int64_t)(int32_t)v;
    case PROTOBUF_C_TYPE_SINT32:
        return (uint32_t)v << 1 ^ (0 - ((uint32_t)v >> 31));
    case PROTOBUF_C_TYPE_SINT64: return v << 1 ^ (0 - (v >> 63));
    case PROTOBUF_C_TYPE_BOOL: return v != 0;
    default: return v;
    }
}

static void
put_number(struct writing *w, unsigned type, uint64_t value)
{
    unsigned wire = encoder_wire_type(type);

    if (wire == WIRE_VARINT) {
        w->at = wire_put_varint(w->at, value);
        return;
    }
    memcpy(w->at, &value, wire == WIRE_64 ? 8 : 4); /* the wire and the machine are little endian */
    w->at += wire == WIRE_64 ? 8 : 4;
}

static void put_steps(struct writing *w, const struct encoder *e, const void *message);

/* Reserves one byte for the length and moves the rare longer message up. */
static void
put_body(struct writing *w, const struct encoder *e, const void *message)
{
    uint8_t *body = w->at + 1;
    size_t length, prefix;

    w->at = body;
    put_steps(w, e, message);
    if (!w->at)
        return;
    length = (size_t)(w->at - body);
    prefix = wire_varint_size(length);
    if (prefix > 1) {
        if (!has_space(w, prefix))
            return;
        memmove(body + prefix - 1, body, length);
    }
    wire_put_varint(body - 1, length);
    w->at = body - 1 + prefix + length;
}

static void
put_message(struct writing *w, const struct encoder_step *step, const void *message)
{
    if (!message || !has_space(w, 0))
        return;
    if (++w->depth > ENCODER_DEPTH_MAX) {
        w->at = NULL;
        return;
    }
    put_tag(w, step);
    put_body(w, step->sub, message);
    w->depth--;
}

static void
put_element(struct writing *w, const struct encoder_step *step, const void *from)
{
    const ProtobufCBinaryData *bytes = from;
    const char *text;

    switch (step->type) {
    case PROTOBUF_C_TYPE_STRING:
        text = *(char *const *)from;
        put_string(w, step, text ? text : "");
        return;
    case PROTOBUF_C_TYPE_BYTES: put_bytes(w, step, bytes->data, bytes->len); return;
    case PROTOBUF_C_TYPE_MESSAGE:
        if (*(void *const *)from)
            put_message(w, step, *(void *const *)from);
        else
            put_bytes(w, step, "", 0);
        return;
    default:
        if (!has_space(w, 0))
            return;
        put_tag(w, step);
        put_number(w, step->type, number(step->type, from));
    }
}

static void
put_packed(struct writing *w, const struct encoder_step *step, const uint8_t *list, size_t n)
{
    size_t size = element_size(step->type), length = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned wire = encoder_wire_type(step->type);

        length += wire == WIRE_64   ? 8
                  : wire == WIRE_32 ? 4
                                    : wire_varint_size(number(step->type, list + i * size));
    }
    if (!has_space(w, length))
        return;
    put_tag(w, step);
    w->at = wire_put_varint(w->at, length);
    for (size_t i = 0; i < n; i++)
        put_number(w, step->type, number(step->type, list + i * size));
}

static void
put_repeated(struct writing *w, const struct encoder_step *step, const uint8_t *message)
{
    size_t n = load64(message + step->quantifier);
    const uint8_t *list;

    if (!n)
        return;
    memcpy(&list, message + step->offset, sizeof list);
    if (step->packed) {
        put_packed(w, step, list, n);
        return;
    }
    for (size_t i = 0; i < n && w->at; i++)
        put_element(w, step, list + i * element_size(step->type));
}

/* Whether a single member is to be written: by its flag, or because it is not the default. */
static bool
is_set(const struct encoder_step *step, const uint8_t *message)
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
        return points ? pointer && pointer != step->initial
                      : load32(message + step->quantifier) != 0;
    if (step->type == PROTOBUF_C_TYPE_FLOAT) {
        memcpy(&real, from, sizeof real);
        return real != 0; /* minus zero is zero, although it has a bit set */
    }
    return number(step->type, from) != 0;
}

static inline void
put_text(struct writing *w, const struct encoder_step *step, const char *text)
{
    if (text && *text)
        put_string(w, step, text);
}

static inline void
put_step(struct writing *w, const struct encoder_step *step, const uint8_t *message)
{
    const uint8_t *from = message + step->offset;
    const ProtobufCBinaryData *bytes = (const void *)from;
    double real;
    size_t length;

    switch ((enum encoder_action)step->action) {
    case PUT_INT32: put_value(w, step, (uint64_t)(int64_t)(int32_t)load32(from)); return;
    case PUT_UINT32: put_value(w, step, load32(from)); return;
    case PUT_INT64: put_value(w, step, load64(from)); return;
    case PUT_BOOL: put_value(w, step, load32(from) != 0); return;
    case PUT_DOUBLE:
        memcpy(&real, from, sizeof real);
        if (real == 0)
            return;
        put_tag(w, step);
        memcpy(w->at, from, sizeof real);
        w->at += sizeof real;
        return;
    case PUT_STRING: put_text(w, step, *(char *const *)(const void *)from); return;
    case PUT_BYTES:
        if (bytes->len)
            put_bytes(w, step, bytes->data, bytes->len);
        return;
    case PUT_MESSAGE: put_message(w, step, *(void *const *)(const void *)from); return;
    case PUT_REPEATED: put_repeated(w, step, message); return;
    case PUT_TIMESTAMP:
        if (w->common->timestamp_length)
            put_bytes(w, step, w->common->timestamp, w->common->timestamp_length);
        return;
    case PUT_CONTEXT:
        length = step->joins ? w->common->joined_length : w->common->context_length;
        if (length)
            put_bytes(w, step, w->common->context, length);
        return;
    case PUT_OTHER:
        if (is_set(step, message))
            put_element(w, step, from);
    }
}

static void
put_steps(struct writing *w, const struct encoder *e, const void *message)
{
    const struct encoder_step *end = e->steps + e->n_steps;

    w->numbers += e->numbers;
    if (!has_space(w, 0))
        return;
    for (const struct encoder_step *step = e->steps; step < end && w->at; step++)
        put_step(w, step, message);
    w->numbers -= e->numbers;
}

size_t
encoder_write(const struct encoder *e, const void *message, const struct encoder_common *common,
              uint8_t *to, size_t capacity)
{
    struct writing w = { to, to + capacity, common, 0, 0 };

    if (capacity < TAG_AND_NUMBER)
        return 0;
    put_body(&w, e, message);
    return w.at ? (size_t)(w.at - to) : 0;
}
