/* SPDX-License-Identifier: Apache-2.0 */
/* The protobuf wire format: read field by field out of bytes nobody vouches for, and written. */
#ifndef WIRE_H
#define WIRE_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What stands behind a field's number. */
enum { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

enum {
    WIRE_MAX_DEPTH = 64,  /* deeper nested messages count as damage */
    WIRE_VARINT_MAX = 10, /* bytes of the longest number */
};

struct wire {
    const uint8_t *at, *end;
};

struct wire_item {
    uint32_t number;
    unsigned type; /* one of the four above */
    uint64_t bits; /* of a number */
    struct wire inside;
};

static inline size_t
wire_left(const struct wire *wire)
{
    return (size_t)(wire->end - wire->at);
}

/* A number that ends within the next eight bytes, of which there are as many: all at once.  False:
 * it does not. */
static inline bool
wire_varint_short(struct wire *wire, uint64_t *value)
{
    uint64_t bytes, ends;

    memcpy(&bytes, wire->at, sizeof bytes);
    bytes = le64toh(bytes);
    ends = ~bytes & UINT64_C(0x8080808080808080);
    if (!ends)
        return false;
    wire->at += (unsigned)__builtin_ctzll(ends) / 8 + 1;
    bytes &= ends ^ (ends - 1); /* up to the end; of each byte seven bits are left */
    bytes &= UINT64_C(0x7f7f7f7f7f7f7f7f);
    bytes = (bytes & UINT64_C(0x007f007f007f007f)) | (bytes & UINT64_C(0x7f007f007f007f00)) >> 1;
    bytes = (bytes & UINT64_C(0x00003fff00003fff)) | (bytes & UINT64_C(0x3fff00003fff0000)) >> 2;
    *value = (bytes & UINT64_C(0x0fffffff)) | (bytes & UINT64_C(0x0fffffff00000000)) >> 4;
    return true;
}

/* False: no whole number is there. */
static inline bool
wire_varint(struct wire *wire, uint64_t *value)
{
    uint64_t sum = 0;

    if (wire->at < wire->end && *wire->at < 0x80) { /* most are one byte */
        *value = *wire->at++;
        return true;
    }
    if (wire_left(wire) >= 8 && wire_varint_short(wire, value))
        return true;
    for (unsigned shift = 0; shift < 7 * WIRE_VARINT_MAX && wire->at < wire->end; shift += 7) {
        uint8_t byte = *wire->at++;

        sum |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = sum;
            return true;
        }
    }
    return false;
}

/* A little-endian number of size bytes. */
static inline bool
wire_fixed(struct wire *wire, size_t size, uint64_t *value)
{
    uint64_t sum = 0;

    if (wire_left(wire) < size)
        return false;
    for (size_t i = 0; i < size; i++)
        sum |= (uint64_t)wire->at[i] << (8 * i);
    wire->at += size;
    *value = sum;
    return true;
}

static inline bool
wire_inside(struct wire *wire, struct wire *inside)
{
    uint64_t size;

    if (!wire_varint(wire, &size) || size > wire_left(wire))
        return false;
    inside->at = wire->at;
    wire->at += size;
    inside->end = wire->at;
    return true;
}

/* The next field; false when it is damaged. */
static inline bool
wire_next(struct wire *wire, struct wire_item *item)
{
    uint64_t tag;

    *item = (struct wire_item){ .bits = 0 };
    if (!wire_varint(wire, &tag) || tag > UINT32_MAX || tag < 8)
        return false;
    item->number = (uint32_t)tag >> 3;
    item->type = (unsigned)tag & 7;
    switch (item->type) {
    case WIRE_VARINT:
        return wire_varint(wire, &item->bits);
    case WIRE_64:
        return wire_fixed(wire, 8, &item->bits);
    case WIRE_32:
        return wire_fixed(wire, 4, &item->bits);
    case WIRE_BYTES:
        return wire_inside(wire, &item->inside);
    default:
        return false;
    }
}

/* Bytes that a number takes as a varint. */
static inline size_t
wire_varint_size(uint64_t value)
{
    size_t n = 1;

    for (; value > 127; value >>= 7)
        n++;
    return n;
}

/* Writes a varint; where it ends. */
static inline uint8_t *
wire_put_varint(uint8_t *to, uint64_t value)
{
    while (value > 127) {
        *to++ = (uint8_t)(value | 128);
        value >>= 7;
    }
    *to++ = (uint8_t)value;
    return to;
}

#endif
