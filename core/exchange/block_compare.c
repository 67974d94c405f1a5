/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/block_compare.h"

#include "exchange/block_marks.h"
#include "exchange/block_work.h"

#include <string.h>
#include <sys/stat.h>

bool
block_compare_has(struct block_reader *file, struct block_work *work, uint64_t end, uint32_t size,
                  const uint8_t digest[BLOCK_DIGEST])
{
    const struct position_mark begin = { .id = file->key, .done = UINT64_MAX };
    struct unpacking *in = &work->in;
    struct position_mark at;
    struct block_id id;

    if (size > BLOCK_RAW_MOST || size > end || end - size < file->first)
        return false;
    at = block_marks_place(file, &begin, end - size);
    work->of = NULL;
    unpacking_begin(in, file->fd, file->codec, at.raw, at.done - at.base);
    while (in->used < size)
        if (unpacking_more(in) != UNPACKING_SOME)
            return false;
    id = block_id_of(&file->about.id, end - size, in->output, size);
    return memcmp(id.digest, digest, sizeof id.digest) == 0;
}

bool
block_compare_reaches(const struct block_reader *file, struct block_work *work,
                      const struct position_mark *mark)
{
    struct unpacking *in = &work->in;
    struct stat about;

    if (fstat(file->fd, &about) || mark->raw > (uint64_t)about.st_size)
        return false;
    if (!file->codec)
        return mark->done <= (uint64_t)about.st_size;
    work->of = NULL;
    unpacking_begin(in, file->fd, file->codec, mark->raw, mark->done - mark->base);
    while (in->skip > 0)
        if (unpacking_more(in) != UNPACKING_SOME)
            return false;
    return true;
}
