/* SPDX-License-Identifier: Apache-2.0 */
#include "output/merge.h"

#include "base/wire.h"

#include <string.h>

/* Looks a chunk over; false when it is not sound. */
static bool
open_chunk(struct room_reader *r, uint32_t offset)
{
    struct chunk *c;
    uint32_t size;
    uint64_t sum = 0;

    if (offset > ROOM_OUT - sizeof *c || offset % 8)
        return false;
    c = (struct chunk *)(void *)(r->room->out + offset);
    size = c->size;
    r->used = c->used;
    r->n = c->n_records;
    r->next = c->next;
    if (size > ROOM_OUT - offset || size < sizeof *c || size % 8 ||
        r->n > (size - sizeof *c) / sizeof(struct chunk_entry) ||
        r->used > size - sizeof *c - r->n * sizeof(struct chunk_entry))
        return false;
    r->bytes = c->bytes;
    r->entries_end = (const struct chunk_entry *)(const void *)((const uint8_t *)c + size);
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t length = r->entries_end[-1 - (int32_t)i].length;

        sum += length ? length : UINT32_MAX; /* no record is empty */
    }
    r->at->chunk = offset;
    return sum == r->used;
}

/* The record at hand; length 0 when there is none.  False when what is there is not sound. */
static bool
look(struct room_reader *r)
{
    const struct chunk_entry *entry;

    r->length = 0;
    while (r->at->index == r->n) {
        if (!r->next)
            return true;
        if (r->next <= r->at->chunk || !open_chunk(r, r->next)) /* they lie one behind another */
            return false;
        r->at->index = r->at->bytes = 0;
    }
    entry = &r->entries_end[-1 - (int32_t)r->at->index];
    r->packet = entry->packet;
    r->length = entry->length;
    return r->length && r->length <= RECORD_MAX && r->at->bytes <= r->used &&
           r->length <= r->used - r->at->bytes && r->packet != UINT32_MAX;
}

/* From where the last merge ended. */
static bool
open_room(struct room_reader *r, uint32_t first)
{
    if (r->at->chunk == MERGE_CUT)
        return false;
    if (r->at->chunk)
        return open_chunk(r, r->at->chunk) && r->at->index <= r->n && look(r);
    return open_chunk(r, first) && look(r);
}

/* Nothing more comes from there; what is missing begins with this packet. */
static void
cut(struct merge *m, struct room_reader *r, uint32_t packet)
{
    r->at->chunk = MERGE_CUT;
    r->length = 0;
    if (packet < m->first_cut)
        m->first_cut = packet;
}

void
merge_begin(struct merge *m, struct batch *b, uint32_t n_stages, size_t plugin, uint32_t upto)
{
    m->n_readers = 0;
    m->upto = upto;
    m->last = NULL;
    m->first_cut = UINT32_MAX;
    for (uint32_t stage = 0; stage < n_stages; stage++) {
        struct room *room = &b->rooms[stage];
        struct merge_position *at = &m->positions[stage][plugin];
        struct room_reader *r = &m->readers[m->n_readers];
        uint32_t first = room->chunks[plugin].first;

        if (!first && !at->chunk)
            continue;
        *r = (struct room_reader){ .room = room, .at = at };
        if (open_room(r, first))
            m->n_readers++;
        else
            cut(m, r, 0);
    }
}

/* Whose record comes first; NULL when there is none before `upto`. */
static struct room_reader *
earliest(struct merge *m)
{
    struct room_reader *first = NULL;

    for (struct room_reader *r = m->readers; r < m->readers + m->n_readers; r++)
        if (r->length && r->packet < m->upto && (!first || r->packet < first->packet))
            first = r;
    return first;
}

bool
merge_next(struct merge *m, uint32_t most, struct merge_records *records)
{
    struct room_reader *r = m->last;
    uint32_t packet = r ? r->packet : 0;
    struct merge_position *at;

    if (r && r->at->chunk != MERGE_CUT && !look(r))
        cut(m, r, packet);
    m->last = r = earliest(m);
    if (!r)
        return false;
    at = r->at;
    *records = (struct merge_records){ r->bytes + at->bytes, r->length, 1,
                                       &r->entries_end[-1 - (int32_t)at->index] };
    if (m->n_readers == 1 && m->upto == UINT32_MAX && r->used - at->bytes <= most) {
        records->size = r->used - at->bytes;
        records->count = r->n - at->index;
    }
    at->bytes += records->size;
    at->index += records->count;
    return true;
}

uint32_t
merge_sound(const uint8_t *bytes, const struct merge_records *said, uint32_t *count)
{
    struct wire wire = { bytes, bytes + said->size }, record;
    const uint8_t *end = bytes;

    for (*count = 0; *count < said->count && wire_inside(&wire, &record); (*count)++) {
        if (wire.at - end != said->entry[-(int32_t)*count].length)
            break;
        end = wire.at;
    }
    return (uint32_t)(end - bytes);
}

void
merge_cut(struct merge *m)
{
    cut(m, m->last, m->last->packet);
}

void
merge_reopen(struct merge *m, uint32_t stage)
{
    memset(m->positions[stage], 0, sizeof m->positions[stage]);
}
