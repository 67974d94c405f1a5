/* SPDX-License-Identifier: Apache-2.0 */
/* Records to wire format in one pass, by a small program made once from the descriptor. */
#ifndef ENCODE_H
#define ENCODE_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

struct encoder;

/* What the core puts into every record that has the members: `string Timestamp` and
 * `PacketContext Context`. */
struct encoder_common {
    const char *timestamp;
    size_t timestamp_length;
    const uint8_t *context; /* wire format of the PacketContext; length 0: none */
    size_t context_length;
};

/* NULL when memory is short or the message is nested deeper than 32. */
struct encoder *encoder_compile(const ProtobufCMessageDescriptor *);
void encoder_free(struct encoder *);

/* The message behind its length as a varint.  Bytes written, or 0 when room is too small. */
size_t encoder_write(const struct encoder *, const void *message, const struct encoder_common *,
                     uint8_t *to, size_t room);

#endif
