/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/frame.h"

#include "base/memory.h"
#include "exchange/big_endian.h"
#include "exchange/transport.h"

#include <stdlib.h>
#include <string.h>

const uint8_t frame_magic[FRAME_MAGIC] = { 'N', 'E', 'T', 'C', 'A', 'P', 0, 1 };

/* Bytes behind the head, at least and at most. */
static const struct {
    size_t least, most;
} bounds[FRAME_KINDS] = {
    [FRAME_HELLO] = { FRAME_MAGIC + 1, FRAME_MAGIC + SENSOR_MOST },
    [FRAME_WELCOME] = { 4, 4 },
    [FRAME_FILE] = { 4 + 1, 4 + FRAME_HEADER_MOST },
    [FRAME_RESUME] = { FRAME_RESUMES, FRAME_RESUMES },
    [FRAME_BLOCK] = { FRAME_BLOCK_HEAD + MEMBER_PLAIN + MEMBER_TRAILER,
                      FRAME_BLOCK_HEAD + MEMBER_MOST },
    [FRAME_ACK] = { 12, 12 },
    [FRAME_END] = { 5, 5 },
    [FRAME_ENDED] = { 4, 4 },
    [FRAME_PING] = { 0, 0 },
    [FRAME_ERROR] = { 1, FRAME_ERROR_MOST },
};

/* What is read at once, and what a reader starts with. */
enum { AT_ONCE = 64 << 10, FIRST = 128 };

static size_t
wanted(const struct frame_reader *reader)
{
    return FRAME_HEAD + (reader->used < FRAME_HEAD ? 0 : get_u32(reader->bytes));
}

/* Memory follows what has come: an absurd length alone takes none. */
uint8_t *
frame_space(struct frame_reader *reader, size_t *size)
{
    size_t left = wanted(reader) - reader->used;

    if (reader->used == reader->size) {
        reader->size = reader->size ? 2 * reader->size : FIRST;
        reader->bytes = grow(reader->bytes, reader->size);
    }
    if (left > reader->size - reader->used)
        left = reader->size - reader->used;
    *size = left < AT_ONCE ? left : AT_ONCE;
    return reader->bytes + reader->used;
}

static bool
fits(const struct frame_reader *reader, unsigned kinds)
{
    unsigned kind = reader->bytes[4];
    uint32_t length = get_u32(reader->bytes);

    return kind > FRAME_NONE && kind < FRAME_KINDS && (kinds & FRAME_BIT(kind)) &&
           length >= bounds[kind].least && length <= bounds[kind].most;
}

enum frame_result
frame_take(struct frame_reader *reader, size_t got, double now, unsigned kinds,
           struct frame *frame)
{
    if (reader->used == 0 && got > 0)
        reader->begun = now;
    reader->used += got;
    if (reader->used < FRAME_HEAD)
        return FRAME_MORE;
    if (!fits(reader, kinds))
        return FRAME_WRONG;
    if (reader->used < wanted(reader))
        return FRAME_MORE;
    *frame = (struct frame){ reader->bytes[4], reader->bytes + FRAME_HEAD,
                             reader->used - FRAME_HEAD };
    return FRAME_WHOLE;
}

/* A large buffer is not kept by each of thousands of peers that once sent much. */
void
frame_next(struct frame_reader *reader)
{
    reader->used = 0;
    if (reader->size > 2 * AT_ONCE + BLOCK_WANTED) {
        free(reader->bytes);
        reader->bytes = NULL;
        reader->size = 0;
    }
}

void
frame_free(struct frame_reader *reader)
{
    free(reader->bytes);
}

bool
frame_is_late(const struct frame_reader *reader, double now)
{
    double allowed = FRAME_SECONDS + (double)wanted(reader) / FRAME_RATE;

    return reader->used > 0 && now - reader->begun > allowed;
}

uint8_t *
frame_put(struct frame_writer *writer, enum frame_kind kind, size_t size)
{
    size_t whole = FRAME_HEAD + size;
    uint8_t *at;

    if (writer->begin > 0 && writer->size - writer->end < whole) {
        memmove(writer->bytes, writer->bytes + writer->begin, writer->end - writer->begin);
        writer->end -= writer->begin;
        writer->begin = 0;
    }
    if (writer->size - writer->end < whole) {
        writer->size = writer->end + whole + writer->size / 2;
        writer->bytes = grow(writer->bytes, writer->size);
    }
    at = writer->bytes + writer->end;
    put_u32(at, (uint32_t)size);
    at[4] = (uint8_t)kind;
    writer->end += whole;
    return at + FRAME_HEAD;
}

void
frame_put_slot(struct frame_writer *writer, enum frame_kind kind, unsigned slot)
{
    put_u32(frame_put(writer, kind, 4), slot);
}

void
frame_put_offset(struct frame_writer *writer, enum frame_kind kind, unsigned slot,
                 uint64_t offset)
{
    uint8_t *at = frame_put(writer, kind, 12);

    put_u32(at, slot);
    put_u64(at + 4, offset);
}

void
frame_written(struct frame_writer *writer, size_t done)
{
    writer->begin += done;
    if (writer->begin == writer->end)
        writer->begin = writer->end = 0;
}

size_t
frame_left(const struct frame_writer *writer)
{
    return writer->end - writer->begin;
}

void
frame_writer_free(struct frame_writer *writer)
{
    free(writer->bytes);
}
