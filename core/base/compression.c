/* SPDX-License-Identifier: Apache-2.0 */
#include "base/compression.h"

#include "base/compress.h"
#include "base/parse.h"

#include <string.h>
#include <zstd.h>

/* Levels beyond take seconds for a block, and what takes so long counts as hanging. */
enum { ZSTD_USUAL = 3, ZSTD_MOST = 19, GZIP_MORE = 4096 };

bool
compression_read(struct compression *to, const char *text)
{
    uint64_t level = ZSTD_USUAL;

    if (strcmp(text, "gzip") == 0)
        *to = (struct compression){ COMPRESSION_GZIP, 0 };
    else if (strcmp(text, "none") == 0)
        *to = (struct compression){ COMPRESSION_NONE, 0 };
    else if (strcmp(text, "zstd") == 0 ||
             (strncmp(text, "zstd:", 5) == 0 && parse_number(text + 5, 1, ZSTD_MOST, &level)))
        *to = (struct compression){ COMPRESSION_ZSTD, (int)level };
    else
        return false;
    return true;
}

const char *
compression_suffix(const struct compression *compression)
{
    static const char *const suffixes[] = {
        [COMPRESSION_GZIP] = ".gz", [COMPRESSION_ZSTD] = ".zst", [COMPRESSION_NONE] = ""
    };

    return suffixes[compression->kind];
}

static bool
put_gzip(const void *bytes, size_t size, struct textbuf *to)
{
    size_t most = size + size / 8 + GZIP_MORE;
    size_t made = compress_block(bytes, size, (uint8_t *)textbuf_space(to, most), most);

    to->used += made;
    return made > 0;
}

/* With a checksum, as gzip has it. */
static bool
put_zstd(int level, const void *bytes, size_t size, struct textbuf *to)
{
    size_t most = ZSTD_compressBound(size), made = 0;
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    bool fits = zstd &&
                !ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, level)) &&
                !ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1));

    if (fits)
        made = ZSTD_compress2(zstd, textbuf_space(to, most), most, bytes, size);
    ZSTD_freeCCtx(zstd);
    if (!fits || ZSTD_isError(made))
        return false;
    to->used += made;
    return true;
}

bool
compression_put(const struct compression *compression, const void *bytes, size_t size,
                struct textbuf *to)
{
    switch (compression->kind) {
    case COMPRESSION_GZIP: return put_gzip(bytes, size, to);
    case COMPRESSION_ZSTD: return put_zstd(compression->level, bytes, size, to);
    default: text_bytes(to, bytes, size); return true;
    }
}
