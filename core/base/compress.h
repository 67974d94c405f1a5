/* SPDX-License-Identifier: Apache-2.0 */
/* A block as one gzip member, RFC 1952. */
#ifndef COMPRESS_H
#define COMPRESS_H

#include <stddef.h>
#include <stdint.h>

/* Bytes written, or 0 when capacity is too small.  The same bytes always give the same member. */
size_t compress_block(const uint8_t *from, size_t size, uint8_t *to, size_t capacity);

/* A checksum of what is compressed, fast. */
uint32_t compress_checksum(const uint8_t *bytes, size_t size);

/* The library's name, for --version and the summary. */
const char *compress_library(void);

#endif
