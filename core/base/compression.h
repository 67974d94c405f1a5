/* SPDX-License-Identifier: Apache-2.0 */
/* How files are compressed: in runs of bytes that can be unpacked each by itself, a gzip member
 * (RFC 1952) or a zstd frame (RFC 8878), so that a file that was cut is whole up to its last one.
 */
#ifndef COMPRESSION_H
#define COMPRESSION_H

#include "base/textbuf.h"

enum compression_kind { COMPRESSION_GZIP, COMPRESSION_ZSTD, COMPRESSION_NONE };

struct compression {
    enum compression_kind kind;
    int level; /* of zstd */
};

/* What an option takes, and what it says of itself. */
#define COMPRESSIONS "gzip|zstd|zstd:LEVEL|none"
#define COMPRESSION_EXPECTED "expected gzip, zstd, zstd:1 to zstd:19, or none"

/* False when the text is none of COMPRESSIONS. */
bool compression_read(struct compression *, const char *text);

/* What files' names end with: ".gz", ".zst" or "". */
const char *compression_suffix(const struct compression *);

/* Appends the bytes, compressed; the same bytes always give the same.  False when it cannot be
 * done, and then nothing is appended. */
bool compression_put(const struct compression *, const void *bytes, size_t size,
                     struct textbuf *to);

#endif
