/* SPDX-License-Identifier: Apache-2.0 */
/* Taking over what a worker left in a batch: each length is read once and bounded. */
#include "output_file.h"

#include <errno.h>

static bool
refuse_chunk(struct output *o, size_t plugin)
{
    errno = EPROTO;
    return output_fail(o, o->catalog->plugin[plugin]->name, "take over the records that a worker left");
}

/* The chunk's records, all at once when they fit. */
static bool
take_chunk(struct output *o, size_t plugin, const struct chunk *c, uint32_t used, uint32_t n,
           const struct chunk_entry *back)
{
    struct file *f = &o->files[plugin];
    const uint8_t *at = c->bytes;

    f->records += n;
    o->records += n;
    if (f->open >= 0 && f->filled + used <= BLOCK_TARGET)
        return output_append(o, plugin, at, used);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t length = back[-1 - (int32_t)i].length;

        if (!length || length > used || length > RECORD_MAX)
            return refuse_chunk(o, plugin);
        if (!output_append(o, plugin, at, length))
            return false;
        at += length;
        used -= length;
    }
    return true;
}

/* All chunks of one type.  What a worker left is read once and bounded. */
static bool
take_type(struct output *o, struct batch *b, size_t plugin)
{
    uint32_t offset = b->chunks[plugin].first;

    for (int left = BATCH_OUT / CHUNK_SIZE + 1; offset && left; left--) {
        struct chunk *c;
        uint32_t size, used, n;
        uint64_t sum = 0;

        if (offset > BATCH_OUT - sizeof *c || offset % 8)
            break;
        c = (struct chunk *)(void *)(b->out + offset);
        size = c->size;
        used = c->used;
        n = c->n_records;
        if (size > BATCH_OUT - offset || size < sizeof *c || size % 8 || n > (size - sizeof *c) / sizeof(struct chunk_entry) ||
            used > size - sizeof *c - n * sizeof(struct chunk_entry))
            break;
        const struct chunk_entry *back = (const struct chunk_entry *)(void *)((uint8_t *)c + size);

        for (uint32_t i = 0; i < n; i++) {
            uint32_t length = back[-1 - (int32_t)i].length;

            sum += length ? length : UINT32_MAX; /* no record is empty */
        }
        if (sum != used)
            break;
        if (!take_chunk(o, plugin, c, used, n, back))
            return false;
        offset = c->next;
    }
    return !offset || refuse_chunk(o, plugin);
}

bool
output_take(struct output *o, struct batch *b)
{
    bool ok = !o->failed;

    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        if (b->chunks[i].first)
            ok = take_type(o, b, i);
    return ok && !o->failed;
}
