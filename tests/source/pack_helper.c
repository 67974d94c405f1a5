/* SPDX-License-Identifier: Apache-2.0 */
#include "pack_helper.h"

#include <CUnit/CUnit.h>
#include <lz4frame.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

static size_t
pack_gzip(uint8_t *to, size_t space, const uint8_t *from, size_t n)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)from,
                   .avail_in = (uInt)n,
                   .next_out = to,
                   .avail_out = (uInt)space };

    CU_ASSERT_EQUAL_FATAL(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    CU_ASSERT_EQUAL_FATAL(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return space - z.avail_out;
}

static size_t
pack_zstd(uint8_t *to, size_t space, const uint8_t *from, size_t n)
{
    return ZSTD_compress(to, space, from, n, 1);
}

static size_t
pack_xz(uint8_t *to, size_t space, const uint8_t *from, size_t n)
{
    size_t used = 0;

    CU_ASSERT_EQUAL_FATAL(
        lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, from, n, to, &used, space), LZMA_OK);
    return used;
}

static size_t
pack_lz4(uint8_t *to, size_t space, const uint8_t *from, size_t n)
{
    const LZ4F_preferences_t checked = { .frameInfo = { .blockSizeID = LZ4F_max64KB,
                                                        .contentChecksumFlag = 1 } };

    return LZ4F_compressFrame(to, space, from, n, &checked);
}

const struct pack_way ways[WAYS] = {
    { "gzip", pack_gzip }, { "zstd", pack_zstd }, { "xz", pack_xz }, { "lz4", pack_lz4 }
};

void
make_plain(uint8_t *to, size_t n)
{
    uint32_t random = 1;

    for (size_t i = 0; i < n; i++) {
        random = random * 1103515245 + 12345;
        to[i] = (uint8_t)(random >> 24) & (i % 8 < 4 ? 0x0f : 0xff);
    }
}
