/* SPDX-License-Identifier: Apache-2.0 */
/* One way to decompress, as source.c drives it. */
#ifndef SOURCE_CODEC_H
#define SOURCE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct codec_io {
    const uint8_t *in;
    size_t in_left;
    uint8_t *out;
    size_t out_left;
    const char *why; /* set with CODEC_DAMAGED: what is wrong, in a few words */
};

enum codec_result {
    CODEC_MORE,     /* wants more input, or more space */
    CODEC_BOUNDARY, /* a member or frame has just ended: the file may end here, or another follow */
    CODEC_DAMAGED,
};

struct codec {
    const char *name;
    uint8_t magic[6];
    unsigned magic_length; /* by which a file is recognised */
    unsigned sought;       /* by which a member is looked for in the midst of one */
    uint8_t other[6];      /* as many bytes that one may begin with, too; zeros: there are none */
    void *(*start)(void); /* NULL when out of memory */
    /* Takes input, gives output, as far as both last; begins the next member after a boundary. */
    enum codec_result (*step)(void *state, struct codec_io *io);
    void (*stop)(void *state);
};

/* Where the first bytes stand that a member begins with; NULL: nowhere. */
const uint8_t *codec_find(const struct codec *, const uint8_t *bytes, size_t size);

#define CODEC_MAGIC_MAX 6u

extern const struct codec codec_gzip, codec_zstd, codec_xz, codec_lz4;

#endif
