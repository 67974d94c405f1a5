/* SPDX-License-Identifier: Apache-2.0 */
#include "source/codec.h"

#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

/* The largest dictionary xz itself ever writes is 64 MiB; a file may claim 4 GiB. */
#define XZ_MEMORY_MAX (UINT64_C(256) << 20)

/* Bytes. */
enum { ZSTD_BLOCK_HEADER = 3, LZ4_BLOCK_HEADER = 4 };

static void
moved(struct codec_io *io, size_t in, size_t out)
{
    io->in += in;
    io->in_left -= in;
    io->out += out;
    io->out_left -= out;
}

static enum codec_result
damaged(struct codec_io *io, const char *why)
{
    io->why = why;
    return CODEC_DAMAGED;
}

/* zstd and lz4 do not tell what they gave in a call that fails.  So they get the input that they
 * ask for, but for the header of the next block, and none while they may hold some output: damage
 * costs the block that it is in, not those before it. */
static size_t
portion(size_t wanted, size_t header, size_t left)
{
    if (wanted > header)
        wanted -= header;
    return wanted < left ? wanted : left;
}

struct zstd {
    ZSTD_DStream *stream;
    size_t first, wanted; /* bytes of input: of a frame, next */
    bool full;            /* the last call left no space: some output may be held */
};

static void
zstd_stop(void *state)
{
    struct zstd *zstd = state;

    ZSTD_freeDStream(zstd->stream);
    free(zstd);
}

static void *
zstd_start(void)
{
    struct zstd *zstd = calloc(1, sizeof *zstd);

    if (!zstd)
        return NULL;
    zstd->stream = ZSTD_createDStream();
    if (!zstd->stream) {
        zstd_stop(zstd);
        return NULL;
    }
    zstd->wanted = zstd->first = ZSTD_initDStream(zstd->stream);
    return zstd;
}

static enum codec_result
zstd_step(void *state, struct codec_io *io)
{
    struct zstd *zstd = state;
    ZSTD_inBuffer in = { io->in, 0, 0 };
    ZSTD_outBuffer out = { io->out, io->out_left, 0 };
    size_t result = 0;

    if (zstd->full)
        result = ZSTD_decompressStream(zstd->stream, &out, &in);
    if (out.pos == 0 && !ZSTD_isError(result)) {
        in.size = portion(zstd->wanted, ZSTD_BLOCK_HEADER, io->in_left);
        result = ZSTD_decompressStream(zstd->stream, &out, &in);
    }
    zstd->full = out.pos == out.size;
    moved(io, in.pos, out.pos);
    if (ZSTD_isError(result))
        return damaged(io, ZSTD_getErrorName(result));
    zstd->wanted = result ? result : zstd->first;
    return result == 0 ? CODEC_BOUNDARY : CODEC_MORE;
}

struct lz4 {
    LZ4F_dctx *context;
    size_t wanted; /* as above */
    bool full;
};

static void *
lz4_start(void)
{
    struct lz4 *lz4 = calloc(1, sizeof *lz4);

    if (!lz4)
        return NULL;
    lz4->wanted = LZ4F_MIN_SIZE_TO_KNOW_HEADER_LENGTH;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&lz4->context, LZ4F_VERSION))) {
        free(lz4);
        return NULL;
    }
    return lz4;
}

static void
lz4_stop(void *state)
{
    struct lz4 *lz4 = state;

    LZ4F_freeDecompressionContext(lz4->context);
    free(lz4);
}

static enum codec_result
lz4_step(void *state, struct codec_io *io)
{
    struct lz4 *lz4 = state;
    size_t in = 0, out = 0, result = 0;

    if (lz4->full) {
        out = io->out_left;
        result = LZ4F_decompress(lz4->context, io->out, &out, io->in, &in, NULL);
    }
    if (out == 0 && !LZ4F_isError(result)) {
        in = portion(lz4->wanted, LZ4_BLOCK_HEADER, io->in_left);
        out = io->out_left;
        result = LZ4F_decompress(lz4->context, io->out, &out, io->in, &in, NULL);
    }
    if (LZ4F_isError(result))
        return damaged(io, LZ4F_getErrorName(result));
    lz4->full = out == io->out_left;
    lz4->wanted = result ? result : LZ4F_MIN_SIZE_TO_KNOW_HEADER_LENGTH;
    moved(io, in, out);
    return result == 0 ? CODEC_BOUNDARY : CODEC_MORE;
}

struct xz {
    lzma_stream stream;
    bool started;
};

static void *
xz_start(void)
{
    return calloc(1, sizeof(struct xz));
}

static void
xz_stop(void *state)
{
    struct xz *xz = state;

    lzma_end(&xz->stream);
    free(xz);
}

static const char *
xz_reason(lzma_ret result)
{
    switch (result) {
    case LZMA_FORMAT_ERROR: return "an xz header was expected";
    case LZMA_MEMLIMIT_ERROR: return "a dictionary of more than 256 MiB is asked for";
    case LZMA_MEM_ERROR: return "out of memory";
    case LZMA_OPTIONS_ERROR: return "compressed in a way this liblzma does not know";
    default: return "invalid compressed data";
    }
}

static enum codec_result
xz_step(void *state, struct codec_io *io)
{
    struct xz *xz = state;
    lzma_ret result = LZMA_OK;

    if (!xz->started)
        result = lzma_stream_decoder(&xz->stream, XZ_MEMORY_MAX, 0);
    xz->started = true;
    xz->stream.next_in = io->in;
    xz->stream.avail_in = io->in_left;
    xz->stream.next_out = io->out;
    xz->stream.avail_out = io->out_left;
    if (result == LZMA_OK)
        result = lzma_code(&xz->stream, LZMA_RUN);
    moved(io, io->in_left - xz->stream.avail_in, io->out_left - xz->stream.avail_out);
    if (result == LZMA_STREAM_END) {
        xz->started = false;
        return CODEC_BOUNDARY;
    }
    if (result != LZMA_OK && result != LZMA_BUF_ERROR)
        return damaged(io, xz_reason(result));
    return CODEC_MORE;
}

const struct codec codec_zstd = {
    "zstd", { 0x28, 0xb5, 0x2f, 0xfd }, 4, 4, { 0 }, zstd_start, zstd_step, zstd_stop
};
const struct codec codec_lz4 = {
    "lz4", { 0x04, 0x22, 0x4d, 0x18 }, 4, 4, { 0 }, lz4_start, lz4_step, lz4_stop
};
const struct codec codec_xz = {
    "xz", { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, 6, { 0 }, xz_start, xz_step, xz_stop
};

const uint8_t *
codec_find(const struct codec *codec, const uint8_t *bytes, size_t size)
{
    const uint8_t *one = memmem(bytes, size, codec->magic, codec->sought);
    const uint8_t *other =
        *codec->other ? memmem(bytes, size, codec->other, codec->sought) : NULL;

    return !one || (other && other < one) ? other : one;
}
