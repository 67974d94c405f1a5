/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "base/compress.h"

#ifdef HAVE_ISAL

#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

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

static pthread_key_t buffer_key;
static pthread_once_t buffer_once = PTHREAD_ONCE_INIT;

static void
make_key(void)
{
    if (pthread_key_create(&buffer_key, free))
        out_of_memory();
}

/* Of the thread that compresses, made when it first does: as a variable of each thread the loader
 * would clear its 270 KB at every start of a program and of a thread. */
static uint8_t *
level_buffer(void)
{
    uint8_t *buffer;

    pthread_once(&buffer_once, make_key);
    buffer = pthread_getspecific(buffer_key);
    if (!buffer) {
        buffer = need(1, ISAL_DEF_LVL1_LARGE);
        if (pthread_setspecific(buffer_key, buffer))
            out_of_memory();
    }
    return buffer;
}

size_t
compress_block(const uint8_t *from, size_t size, uint8_t *to, size_t capacity)
{
    struct isal_zstream z;
    struct isal_gzip_header header;

    isal_deflate_init(&z);
    isal_gzip_header_init(&header);
    header.os = 255;
    z.level = 1;
    z.level_buf = level_buffer();
    z.level_buf_size = ISAL_DEF_LVL1_LARGE;
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
