/* SPDX-License-Identifier: Apache-2.0 */
#include "source/codec.h"

#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>

/* The largest dictionary xz itself ever writes is 64 MiB; a file may claim 4 GiB. */
#define XZ_MEMORY_MAX (UINT64_C(256) << 20)

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

static void *
zstd_start(void)
{
    return ZSTD_createDStream();
}

static void
zstd_stop(void *state)
{
    ZSTD_freeDStream(state);
}

static enum codec_result
zstd_step(void *state, struct codec_io *io)
{
    ZSTD_inBuffer in = { io->in, io->in_left, 0 };
    ZSTD_outBuffer out = { io->out, io->out_left, 0 };
    size_t result = ZSTD_decompressStream(state, &out, &in);

    moved(io, in.pos, out.pos);
    if (ZSTD_isError(result))
        return damaged(io, ZSTD_getErrorName(result));
    return result == 0 ? CODEC_BOUNDARY : CODEC_MORE;
}

static void *
lz4_start(void)
{
    LZ4F_dctx *context;

    return LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)) ? NULL : context;
}

static void
lz4_stop(void *state)
{
    LZ4F_freeDecompressionContext(state);
}

static enum codec_result
lz4_step(void *state, struct codec_io *io)
{
    size_t in = io->in_left, out = io->out_left;
    size_t result = LZ4F_decompress(state, io->out, &out, io->in, &in, NULL);

    if (LZ4F_isError(result))
        return damaged(io, LZ4F_getErrorName(result));
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

const struct codec codec_zstd = { "zstd",   { 0x28, 0xb5, 0x2f, 0xfd }, 4, zstd_start, zstd_step,
                                  zstd_stop };
const struct codec codec_lz4 = {
    "lz4", { 0x04, 0x22, 0x4d, 0x18 }, 4, lz4_start, lz4_step, lz4_stop
};
const struct codec codec_xz = {
    "xz", { 0xfd, '7', 'z', 'X', 'Z', 0 }, 6, xz_start, xz_step, xz_stop
};
