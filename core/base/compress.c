/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "base/compress.h"

#ifdef HAVE_ISAL

#include <stdbool.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

enum { BEGINNING = 8 };

/* ISA-L 2.30 takes the stream's address for the third byte of what it compresses first, and now
 * and then misses a match by that: the same records would be other bytes in another process.  It
 * does not where the first bytes are flushed by themselves. */
static bool
begin(struct isal_zstream *z, size_t size)
{
    if (size <= BEGINNING)
        return true;
    z->end_of_stream = 0;
    z->flush = SYNC_FLUSH;
    z->avail_in = BEGINNING;
    if (isal_deflate(z) != COMP_OK || z->avail_in || z->internal_state.state != ZSTATE_NEW_HDR)
        return false;
    z->end_of_stream = 1;
    z->flush = NO_FLUSH;
    z->avail_in = (uint32_t)size - BEGINNING;
    return true;
}

size_t
compress_block(const uint8_t *from, size_t size, uint8_t *to, size_t capacity)
{
    static _Thread_local uint8_t level_buffer[ISAL_DEF_LVL1_LARGE];
    struct isal_zstream z;
    struct isal_gzip_header header;

    isal_deflate_init(&z);
    isal_gzip_header_init(&header);
    header.os = 255;
    z.level = 1;
    z.level_buf = level_buffer;
    z.level_buf_size = sizeof level_buffer;
    z.gzip_flag = IGZIP_GZIP_NO_HDR;
    z.end_of_stream = 1;
    z.next_out = to;
    z.avail_out = (uint32_t)capacity;
    if (isal_write_gzip_header(&z, &header) != ISAL_DECOMP_OK)
        return 0;
    z.next_in = (uint8_t *)from;
    z.avail_in = (uint32_t)size;
    if (!begin(&z, size) || isal_deflate(&z) != COMP_OK || z.internal_state.state != ZSTATE_END)
        return 0;
    return (size_t)(z.next_out - to);
}

uint32_t
compress_checksum(const uint8_t *bytes, size_t size)
{
    return crc32_gzip_refl(0, bytes, size);
}

const char *
compress_library(void)
{
    return "ISA-L";
}

#else

#include <zlib.h>

size_t
compress_block(const uint8_t *from, size_t size, uint8_t *to, size_t capacity)
{
    z_stream z = { .next_in = (uint8_t *)from,
                   .avail_in = (uInt)size,
                   .next_out = to,
                   .avail_out = (uInt)capacity };
    size_t used = 0;

    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    if (deflate(&z, Z_FINISH) == Z_STREAM_END)
        used = z.total_out;
    deflateEnd(&z);
    return used;
}

uint32_t
compress_checksum(const uint8_t *bytes, size_t size)
{
    return (uint32_t)crc32(0, bytes, (uInt)size);
}

const char *
compress_library(void)
{
    return "zlib";
}

#endif
