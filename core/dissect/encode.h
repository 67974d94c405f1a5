/* SPDX-License-Identifier: Apache-2.0 */
/* Records to wire format in one pass, by the program that was made of their descriptor. */
#ifndef ENCODE_H
#define ENCODE_H

#include <stdbool.h>
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
    size_t joined_length; /* of it with what joins it to other records, where that is declared */
    bool *mended; /* is set when text was not UTF-8, and written another way; NULL: nobody asks */
};

/* The message behind its length as a varint.  Bytes written, or 0 when the capacity is too small
 * or messages nest too deep. */
size_t encoder_write(const struct encoder *, const void *message, const struct encoder_common *,
                     uint8_t *to, size_t capacity);

#endif
