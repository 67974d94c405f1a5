/* SPDX-License-Identifier: Apache-2.0 */
/* A record's descriptor compiled to a small program, for encode.h to run. */
#ifndef ENCODER_H
#define ENCODER_H

#include "base/wire.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Messages nest no deeper, neither as types nor in a record, and have no more fields. */
enum { ENCODER_DEPTH_MAX = 32, ENCODER_FIELDS_MAX = 4096 };

/* What a step does.  The first ones are what records are made of; PUT_OTHER covers the rest of
 * protobuf (proto2, oneof, zigzag, fixed), by looking at the descriptor's words again. */
enum encoder_action {
    PUT_INT32,
    PUT_UINT32,
    PUT_INT64,
    PUT_BOOL,
    PUT_DOUBLE, /* up to here single numbers */
    PUT_STRING,
    PUT_BYTES,
    PUT_MESSAGE,
    PUT_REPEATED,
    PUT_TIMESTAMP,
    PUT_CONTEXT,
    PUT_OTHER,
};

struct encoder_step {
    uint64_t tag; /* its bytes in the order of the wire, to be stored at once */
    uint32_t offset, quantifier;
    uint8_t action, tag_length;
    uint8_t type, label;
    bool packed, oneof;
    bool joins; /* a context that has a place for what joins it to other records */
    uint32_t id;
    struct encoder *sub;
    const void *initial; /* a string that counts as not set */
};

struct encoder {
    const ProtobufCMessageDescriptor *descriptor;
    struct encoder *parent; /* NULL: the outermost; also stops a type that contains itself */
    bool joins;             /* of its context */
    size_t numbers;         /* bytes that all its single numbers take at most */
    size_t n_steps;
    struct encoder_step steps[];
};

/* NULL when the types are nested too deep. */
struct encoder *encoder_compile(const ProtobufCMessageDescriptor *);
void encoder_free(struct encoder *);

/* Of a type of protobuf-c, the wire type. */
static inline unsigned
encoder_wire_type(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_FLOAT: return WIRE_32;
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return WIRE_64;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE: return WIRE_BYTES;
    default: return WIRE_VARINT;
    }
}

#endif
