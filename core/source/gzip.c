/* SPDX-License-Identifier: Apache-2.0 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "source/codec.h"

#include <stdlib.h>

/* Both libraries count in 32 bits. */
#define AT_ONCE_MAX ((size_t)1 << 30)

static uint32_t
at_once(size_t left)
{
    return (uint32_t)(left < AT_ONCE_MAX ? left : AT_ONCE_MAX);
}

#ifdef HAVE_ISAL
#include <isa-l.h>

/* The library can go on in the midst of a gzip header, but forgets between two calls of
 * isal_inflate which fields that header has. */
struct inflater {
    struct inflate_state inflate;
    struct isal_gzip_header header;
    bool header_read;
};

static void
begin_member(struct inflater *inflater)
{
    inflater->inflate.crc_flag = ISAL_GZIP_NO_HDR_VER;
    inflater->header = (struct isal_gzip_header){ 0 };
    inflater->header_read = false;
}

static void *
start(void)
{
    struct inflater *inflater = malloc(sizeof *inflater);

    if (inflater) {
        isal_inflate_init(&inflater->inflate);
        begin_member(inflater);
    }
    return inflater;
}

static void
stop(void *state)
{
    free(state);
}

static const char *
reason(int error)
{
    switch (error) {
    case ISAL_INVALID_WRAPPER: return "a gzip header was expected";
    case ISAL_INCORRECT_CHECKSUM: return "the checksum does not fit the data";
    default: return "invalid compressed data";
    }
}

static int
inflate_on(struct inflater *inflater)
{
    if (!inflater->header_read) {
        int result = isal_read_gzip_header(&inflater->inflate, &inflater->header);

        if (result != ISAL_DECOMP_OK)
            return result;
        inflater->header_read = true;
    }
    return isal_inflate(&inflater->inflate);
}

static enum codec_result
step(void *opaque, struct codec_io *io)
{
    struct inflater *inflater = opaque;
    struct inflate_state *state = &inflater->inflate;
    uint32_t in = at_once(io->in_left), out = at_once(io->out_left);

    if (state->block_state == ISAL_BLOCK_FINISH) {
        isal_inflate_reset(state);
        begin_member(inflater);
    }
    state->next_in = (uint8_t *)(uintptr_t)io->in;
    state->avail_in = in;
    state->next_out = io->out;
    state->avail_out = out;

    int result = inflate_on(inflater);

    io->in = state->next_in;
    io->in_left -= in - state->avail_in;
    io->out += out - state->avail_out;
    io->out_left -= out - state->avail_out;
    if (result < 0 || result == ISAL_NEED_DICT) {
        io->why = reason(result);
        return CODEC_DAMAGED;
    }
    return state->block_state == ISAL_BLOCK_FINISH ? CODEC_BOUNDARY : CODEC_MORE;
}

#else
#include <zlib.h>

struct inflater {
    z_stream z;
    bool finished;
};

static void *
start(void)
{
    struct inflater *inflater = calloc(1, sizeof *inflater);

    /* 16 above the window's bits: a gzip header and trailer, no other. */
    if (inflater && inflateInit2(&inflater->z, 15 + 16) != Z_OK) {
        free(inflater);
        return NULL;
    }
    return inflater;
}

static void
stop(void *state)
{
    struct inflater *inflater = state;

    inflateEnd(&inflater->z);
    free(inflater);
}

static enum codec_result
step(void *opaque, struct codec_io *io)
{
    struct inflater *inflater = opaque;
    z_stream *z = &inflater->z;
    uint32_t in = at_once(io->in_left), out = at_once(io->out_left);

    if (inflater->finished)
        inflateReset(z);
    z->next_in = (Bytef *)(uintptr_t)io->in;
    z->avail_in = in;
    z->next_out = io->out;
    z->avail_out = out;

    int result = inflate(z, Z_NO_FLUSH);

    io->in += in - z->avail_in;
    io->in_left -= in - z->avail_in;
    io->out += out - z->avail_out;
    io->out_left -= out - z->avail_out;
    inflater->finished = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        io->why = z->msg ? z->msg : "invalid compressed data";
        return CODEC_DAMAGED;
    }
    return inflater->finished ? CODEC_BOUNDARY : CODEC_MORE;
}
#endif

/* A member without a name or other fields: these would be passed over whatever they hold, and no
 * checksum goes over them.  Or one with a field that a checksum goes over (FEXTRA and FHCRC), as
 * those that were collected have. */
const struct codec codec_gzip = { "gzip", { 0x1f, 0x8b, 8, 0 }, 2, 4, { 0x1f, 0x8b, 8, 6 },
                                  start,  step,                 stop };
