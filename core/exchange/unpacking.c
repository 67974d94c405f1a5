/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/unpacking.h"

#include "base/memory.h"
#include "exchange/block_id.h"
#include "source/codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT = 64 << 10 };

void
unpacking_init(struct unpacking *work)
{
    *work = (struct unpacking){ .fd = -1, .out_size = 2 * (size_t)BLOCK_WANTED };
    work->input = need(1, INPUT);
    work->output = need(1, work->out_size);
}

static void
stop_codec(struct unpacking *work)
{
    if (work->state)
        work->codec->stop(work->state);
    work->state = NULL;
}

void
unpacking_free(struct unpacking *work)
{
    stop_codec(work);
    free(work->input);
    free(work->output);
}

size_t
unpacking_read(int fd, uint64_t at, uint8_t *to, size_t size)
{
    size_t got = 0;

    while (got < size) {
        ssize_t n = pread(fd, to + got, size - got, (off_t)(at + got));

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

/* What unpacks is kept for the next file, unless it is in the midst of a member. */
void
unpacking_begin(struct unpacking *work, int fd, const struct codec *codec, uint64_t at,
                uint64_t skip)
{
    if (work->codec != codec || !work->fresh)
        stop_codec(work);
    work->codec = codec;
    if (codec && !work->state && !(work->state = codec->start()))
        out_of_memory();
    work->fd = fd;
    work->in_begin = work->in_end = work->used = work->given = 0;
    work->read = work->member_at = at;
    work->skip = skip;
    work->boundary = false;
    work->fresh = true;
}

uint64_t
unpacking_taken(const struct unpacking *work)
{
    return work->read - (work->in_end - work->in_begin);
}

/* Whether there is input. */
static bool
refill(struct unpacking *work)
{
    if (work->in_begin == work->in_end) {
        work->in_begin = 0;
        work->in_end = unpacking_read(work->fd, work->read, work->input, INPUT);
        work->read += work->in_end;
    }
    return work->in_end > work->in_begin;
}

static void
make_space(struct unpacking *work)
{
    if (work->given) {
        memmove(work->output, work->output + work->given, work->used - work->given);
        work->used -= work->given;
        work->given = 0;
    }
    if (work->used == work->out_size) {
        work->out_size *= 2;
        work->output = grow(work->output, work->out_size);
    }
}

/* Of what has just been put behind `used`. */
static void
take_output(struct unpacking *work, size_t size)
{
    uint8_t *at = work->output + work->used;
    size_t old = work->skip < size ? (size_t)work->skip : size;

    memmove(at, at + old, size - old);
    work->skip -= old;
    work->used += size - old;
}

/* Between two members some writers leave zeros. */
static void
pass_zeros(struct unpacking *work)
{
    while (work->in_begin < work->in_end && work->input[work->in_begin] == 0)
        work->in_begin++;
}

static enum unpacking_result
step_codec(struct unpacking *work)
{
    struct codec_io io = { work->input + work->in_begin, work->in_end - work->in_begin,
                           work->output + work->used, work->out_size - work->used, NULL };
    size_t in = io.in_left, out = io.out_left;
    enum codec_result result;

    if (work->boundary)
        work->member_at = unpacking_taken(work);
    work->fresh = false;
    result = work->codec->step(work->state, &io);
    work->in_begin = work->in_end - io.in_left;
    take_output(work, out - io.out_left);
    work->boundary = work->fresh = result == CODEC_BOUNDARY;
    if (result == CODEC_DAMAGED)
        return UNPACKING_DAMAGED;
    /* Without any progress it waits for input, of which there is none, or never comes to an end. */
    if (work->boundary || in > io.in_left || out > io.out_left)
        return UNPACKING_SOME;
    return in ? UNPACKING_DAMAGED : UNPACKING_END;
}

static enum unpacking_result
copy(struct unpacking *work)
{
    size_t size = work->in_end - work->in_begin, space = work->out_size - work->used;

    size = size < space ? size : space;
    memcpy(work->output + work->used, work->input + work->in_begin, size);
    work->in_begin += size;
    take_output(work, size);
    return UNPACKING_SOME;
}

enum unpacking_result
unpacking_more(struct unpacking *work)
{
    make_space(work);
    if (work->boundary && refill(work))
        pass_zeros(work);
    if (refill(work))
        return work->codec ? step_codec(work) : copy(work);
    /* It may hold output that did not fit. */
    return work->codec && !work->fresh ? step_codec(work) : UNPACKING_END;
}
