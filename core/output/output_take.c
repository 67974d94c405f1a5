/* SPDX-License-Identifier: Apache-2.0 */
/* Taking over what workers left in the rooms of a batch: each length is read once and bounded. */
#include "output/output_file.h"

#include <errno.h>
#include <string.h>

/* A type's records in one room, read from where the last take ended. */
struct source {
    struct room *room;
    struct place_in_room *at;
    const uint8_t *bytes;            /* of the chunk at hand */
    const struct chunk_entry *back;
    uint32_t n, used, next;          /* of it: records, bytes, the chunk behind */
    uint32_t packet, length;         /* of the record at hand */
    int left;                        /* chunks there may still be */
};

static bool
refuse(struct output *o, size_t plugin)
{
    errno = EPROTO;
    return output_fail(o, o->catalog->plugin[plugin]->name, "take over the records that a worker left");
}

/* Looks a chunk over; false when it is not sound. */
static bool
open_chunk(struct source *s, uint32_t offset)
{
    struct chunk *c;
    uint32_t size;
    uint64_t sum = 0;

    if (offset > ROOM_OUT - sizeof *c || offset % 8 || !s->left--)
        return false;
    c = (struct chunk *)(void *)(s->room->out + offset);
    size = c->size;
    s->used = c->used;
    s->n = c->n_records;
    s->next = c->next;
    if (size > ROOM_OUT - offset || size < sizeof *c || size % 8 ||
        s->n > (size - sizeof *c) / sizeof(struct chunk_entry) ||
        s->used > size - sizeof *c - s->n * sizeof(struct chunk_entry))
        return false;
    s->bytes = c->bytes;
    s->back = (const struct chunk_entry *)(const void *)((const uint8_t *)c + size);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t length = s->back[-1 - (int32_t)i].length;

        sum += length ? length : UINT32_MAX; /* no record is empty */
    }
    s->at->chunk = offset;
    return sum == s->used;
}

/* The record at hand; length 0 when there is none.  False when what is there is not sound. */
static bool
look(struct source *s)
{
    s->length = 0;
    while (s->at->index == s->n) {
        if (!s->next)
            return true;
        s->at->index = s->at->bytes = 0;
        if (!open_chunk(s, s->next))
            return false;
    }
    s->packet = s->back[-1 - (int32_t)s->at->index].packet;
    s->length = s->back[-1 - (int32_t)s->at->index].length;
    return s->length && s->length <= RECORD_MAX && s->at->bytes <= s->used && s->length <= s->used - s->at->bytes;
}

/* A room's records of a type, if it has any. */
static bool
open_source(struct source *s, struct room *room, size_t plugin, struct place_in_room *at)
{
    uint32_t first = room->chunks[plugin].first;

    *s = (struct source){ .room = room, .at = at, .left = ROOM_OUT / CHUNK_SIZE + 1 };
    if (!first)
        return true;
    if (at->chunk)
        return open_chunk(s, at->chunk) && at->index <= s->n && look(s);
    return open_chunk(s, first) && look(s);
}

static bool
take_record(struct output *o, size_t plugin, struct source *s)
{
    if (!output_append(o, plugin, s->bytes + s->at->bytes, s->length))
        return false;
    o->files[plugin].records++;
    o->records++;
    s->at->bytes += s->length;
    s->at->index++;
    return look(s) || refuse(o, plugin);
}

/* The rest of a chunk at once, when it fits the open block. */
static bool
take_chunk(struct output *o, size_t plugin, struct source *s)
{
    struct file *f = &o->files[plugin];
    uint32_t rest = s->used - s->at->bytes;

    if (f->open < 0 || f->filled + rest > BLOCK_TARGET)
        return take_record(o, plugin, s);
    if (!output_append(o, plugin, s->bytes + s->at->bytes, rest))
        return false;
    f->records += s->n - s->at->index;
    o->records += s->n - s->at->index;
    s->at->bytes = s->used;
    s->at->index = s->n;
    return look(s) || refuse(o, plugin);
}

/* The source whose record comes first; NULL when there is none before `upto`. */
static struct source *
earliest(struct source *sources, uint32_t n, uint32_t upto)
{
    struct source *first = NULL;

    for (uint32_t i = 0; i < n; i++)
        if (sources[i].length && sources[i].packet < upto && (!first || sources[i].packet < first->packet))
            first = &sources[i];
    return first;
}

static bool
take_type(struct output *o, struct batch *b, size_t plugin, uint32_t upto)
{
    struct source sources[STAGES_MAX], *s;
    uint32_t n = 0;
    bool ok = true;

    for (uint32_t stage = 0; stage < o->shared->n_stages; stage++)
        if (b->rooms[stage].chunks[plugin].first) {
            if (!open_source(&sources[n], &b->rooms[stage], plugin, &o->taken[stage][plugin]))
                return refuse(o, plugin);
            n++;
        }
    while (ok && (s = earliest(sources, n, upto)))
        ok = n == 1 && upto == UINT32_MAX ? take_chunk(o, plugin, s) : take_record(o, plugin, s);
    return ok;
}

bool
output_take(struct output *o, struct batch *b, uint32_t upto)
{
    bool ok = !o->failed;

    for (size_t i = 0; i < o->catalog->n_plugin && ok; i++)
        ok = take_type(o, b, i, upto);
    return ok && !o->failed;
}

void
output_reopen(struct output *o, uint32_t stage)
{
    memset(o->taken[stage], 0, sizeof o->taken[stage]);
}
