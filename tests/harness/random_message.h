/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of any type, filled at random but the same from run to run. */
#ifndef RANDOM_MESSAGE_H
#define RANDOM_MESSAGE_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

struct random_source {
    uint64_t state;
    size_t used;
    _Alignas(16) uint8_t memory[1 << 20];
};

/* Also takes back the memory of all messages. */
void random_source_reset(struct random_source *, uint64_t seed);

uint64_t random_number(struct random_source *, uint64_t below);

/* A value of any length in bits: small ones are as likely as large ones. */
uint64_t random_bits(struct random_source *);

/* Nested at most that deep. */
void *random_message(struct random_source *, const ProtobufCMessageDescriptor *, int depth);

#endif
