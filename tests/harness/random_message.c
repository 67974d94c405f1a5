/* SPDX-License-Identifier: Apache-2.0 */
#include "random_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
random_source_reset(struct random_source *s, uint64_t seed)
{
    memset(s->memory, 0, s->used);
    s->used = 0;
    s->state = seed;
}

/* splitmix64 */
static uint64_t
next(struct random_source *s)
{
    uint64_t z = s->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

uint64_t
random_number(struct random_source *s, uint64_t below)
{
    return next(s) % below;
}

uint64_t
random_bits(struct random_source *s)
{
    uint64_t bits = next(s) >> random_number(s, 64);

    return random_number(s, 4) ? bits : random_number(s, 2) ? 0 : ~bits;
}

static void *
take(struct random_source *s, size_t size)
{
    void *at = s->memory + s->used;

    size = (size + 15) & ~(size_t)15;
    if (size > sizeof s->memory - s->used) {
        fprintf(stderr, "test: a random message is larger than %zu bytes\n", sizeof s->memory);
        exit(99);
    }
    s->used += size;
    return at;
}

static ProtobufCBinaryData
random_bytes(struct random_source *s, uint64_t least_byte, uint64_t most)
{
    size_t n = random_number(s, 8) ? random_number(s, 30) : random_number(s, 300);
    uint8_t *bytes = take(s, n + 1);

    for (size_t i = 0; i < n; i++)
        bytes[i] = (uint8_t)(least_byte + random_number(s, most + 1 - least_byte));
    return (ProtobufCBinaryData){ n, bytes };
}

/* One value at `to`; its size in a list. */
static size_t
random_value(struct random_source *s, const ProtobufCFieldDescriptor *f, void *to, int depth)
{
    uint64_t bits = random_bits(s);
    ProtobufCBinaryData bytes;
    void *pointer;

    switch (f->type) {
    case PROTOBUF_C_TYPE_STRING:
        pointer = random_bytes(s, 1, 127).data; /* others would be mended */
        memcpy(to, &pointer, sizeof pointer);
        return sizeof pointer;
    case PROTOBUF_C_TYPE_BYTES:
        bytes = random_bytes(s, 0, 255);
        memcpy(to, &bytes, sizeof bytes);
        return sizeof bytes;
    case PROTOBUF_C_TYPE_MESSAGE:
        pointer = random_message(s, f->descriptor, depth - 1);
        memcpy(to, &pointer, sizeof pointer);
        return sizeof pointer;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: memcpy(to, &bits, 8); return 8;
    case PROTOBUF_C_TYPE_BOOL: bits &= 1; break;
    default: break;
    }
    memcpy(to, &(uint32_t){ (uint32_t)bits }, 4);
    return 4;
}

static void
random_list(struct random_source *s, const ProtobufCFieldDescriptor *f, uint8_t *message, int depth)
{
    size_t n = random_number(s, 8) ? random_number(s, 4) : random_number(s, 40);
    uint8_t *list, *at;

    if (f->type == PROTOBUF_C_TYPE_MESSAGE && n > 2)
        n = depth > 0 ? 2 : 0;
    list = at = take(s, n * sizeof(ProtobufCBinaryData));
    for (size_t i = 0; i < n; i++)
        at += random_value(s, f, at, depth);
    memcpy(message + f->offset, &list, sizeof list);
    memcpy(message + f->quantifier_offset, &n, sizeof n);
}

static void
random_member(struct random_source *s, const ProtobufCFieldDescriptor *f, uint8_t *message,
              int depth)
{
    uint32_t has = 1;

    if (f->type == PROTOBUF_C_TYPE_MESSAGE && depth <= 0 && f->label != PROTOBUF_C_LABEL_REQUIRED)
        return;
    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        random_list(s, f, message, depth);
        return;
    }
    if (f->label != PROTOBUF_C_LABEL_REQUIRED && random_number(s, 3) == 0)
        return;
    if (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        has = f->id;
    random_value(s, f, message + f->offset, depth);
    if (f->quantifier_offset)
        memcpy(message + f->quantifier_offset, &has, sizeof has);
}

void *
random_message(struct random_source *s, const ProtobufCMessageDescriptor *descriptor, int depth)
{
    uint8_t *message = take(s, descriptor->sizeof_message);

    descriptor->message_init((ProtobufCMessage *)(void *)message);
    for (unsigned i = 0; i < descriptor->n_fields; i++)
        random_member(s, &descriptor->fields[i], message, depth);
    return message;
}
