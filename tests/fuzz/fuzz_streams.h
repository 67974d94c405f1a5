/* SPDX-License-Identifier: Apache-2.0 */
/* The plugin that reads the streams of fuzz_streams.c, which are commands to it. */
#ifndef FUZZ_STREAMS_H
#define FUZZ_STREAMS_H

#include "dissect/plugins.h"
#include "fuzz.h"

enum { READER_PORT = 7000 };

/* The byte with this sequence number, in any stream. */
static inline uint8_t
reader_byte(uint32_t sequence)
{
    return (uint8_t)(sequence * 0x9e3779b1u >> 24);
}

struct plugins *reader_plugins(void);

/* From now on bytes are what their place says: where the two sides of any connection begin; NULL:
 * they may be anything. */
void reader_trusts(const uint32_t initial[2]);

/* What it writes of each message. */
struct reader_told {
    ProtobufCMessage base;
    uint64_t side, offset, size, gap, ended, digest;
};

#endif
