/* SPDX-License-Identifier: Apache-2.0 */
/* The program a descriptor is compiled to; for encode.c and encode_compile.c alone. */
#ifndef ENCODE_PROGRAM_H
#define ENCODE_PROGRAM_H

#include "dissect/encode.h"

#include <stdbool.h>

enum { DEPTH_MAX = 32, TAG_AND_NUMBER = 16 };

enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

/* What a step does.  The first ones are what records are made of; OTHER covers the rest of
 * protobuf (proto2, oneof, zigzag, fixed), by looking at the descriptor's words again. */
enum action {
    PUT_INT32, PUT_UINT32, PUT_INT64, PUT_BOOL, PUT_DOUBLE, PUT_STRING, PUT_BYTES, PUT_MESSAGE,
    PUT_REPEATED, PUT_TIMESTAMP, PUT_CONTEXT, PUT_OTHER,
};

struct step {
    uint64_t tag; /* its bytes in the order of the wire, to be stored at once */
    uint32_t offset, quantifier;
    uint8_t action, tag_length;
    uint8_t type, label;
    bool packed, oneof;
    uint32_t id;
    struct encoder *sub;
    const void *initial; /* a string that counts as not set */
};

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are stored as they lie in memory");

struct encoder {
    const ProtobufCMessageDescriptor *descriptor;
    struct encoder *parent; /* while compiling: stops a message that contains itself */
    size_t numbers;          /* bytes that all its single numbers take at most */
    size_t n_steps;
    struct step steps[];
};

static inline uint8_t *
put_varint(uint8_t *to, uint64_t value)
{
    while (value > 127) {
        *to++ = (uint8_t)(value | 128);
        value >>= 7;
    }
    *to++ = (uint8_t)value;
    return to;
}

static inline unsigned
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

#endif
