/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/block_marks.h"

#include "exchange/member.h"
#include "exchange/unpacking.h"
#include "source/codec.h"

#include <nettle/sha2.h>
#include <string.h>

/* The mark of the member that begins there, if it is one of this file. */
struct mark {
    uint8_t bytes[MEMBER_MARKED];
    size_t size; /* as much of them as there is */
    struct block_id id;
    uint32_t whole;
};

static bool
read_mark(const struct block_reader *file, uint64_t at, struct mark *mark)
{
    mark->size = unpacking_read(file->fd, at, mark->bytes, sizeof mark->bytes);
    return mark->size == sizeof mark->bytes &&
           member_read_mark(mark->bytes, &mark->id, &mark->whole) &&
           file_id_same(&mark->id.file, &file->about.id);
}

bool
block_marks_take(struct block_reader *file)
{
    struct mark mark;

    if (!file->marked || file->done != file->base)
        return true;
    if (read_mark(file, file->raw, &mark) && mark.id.offset > file->done)
        file->done = file->base = mark.id.offset;
    return mark.size > 0;
}

/* A part that is not the first one is known by the mark of its first block, be that damaged. */
static struct file_id
key_of(const struct block_reader *file, const struct mark *mark)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx state;
    struct file_id key;

    sha256_init(&state);
    sha256_update(&state, FILE_ID, file->about.id.bytes);
    sha256_update(&state, sizeof mark->bytes, mark->bytes);
    sha256_digest(&state, sizeof digest, digest);
    memcpy(key.bytes, digest, sizeof key.bytes);
    return key;
}

void
block_marks_key(struct block_reader *file)
{
    uint64_t header = file->done;
    struct mark mark;

    file->key = file->about.id;
    file->first = header;
    file->marked =
        file->codec == &codec_gzip && read_mark(file, 0, &mark) && file->raw == mark.whole;
    file->has_key = !file->marked;
    if (!file->marked)
        return;
    if (!read_mark(file, file->raw, &mark) || mark.id.offset != header)
        file->key = key_of(file, &mark);
    file->has_key = mark.size == sizeof mark.bytes;
    block_marks_take(file);
    file->first = file->done;
}

struct position_mark
block_marks_place(const struct block_reader *file, const struct position_mark *from,
                  uint64_t offset)
{
    struct position_mark to = { .id = file->key };
    struct mark mark;

    if (offset >= from->done) {
        to.raw = from->raw;
        to.base = from->base;
    }
    to.done = offset;
    if (!file->marked)
        return to;
    while (read_mark(file, to.raw, &mark)) {
        to.base = mark.id.offset < offset ? mark.id.offset : offset;
        if (mark.id.offset + mark.id.size > offset)
            return to;
        to.raw += mark.whole;
        to.base = mark.id.offset + mark.id.size;
    }
    to.done = to.base; /* it has no more */
    return to;
}
