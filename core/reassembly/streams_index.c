/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_index.h"

#include "reassembly/streams_cell.h"

#include <string.h>

/* How many lists a cell stands in.  Nobody outside can choose it: the seed is not known there. */
static unsigned
height_of(const struct streams *r, uint32_t cell)
{
    uint64_t hash = (r->seed ^ cell) * UINT64_C(0x9e3779b97f4a7c15);
    unsigned height = 0;

    hash = (hash ^ hash >> 32) * UINT64_C(0xd6e8feb86659fd93);
    for (hash >>= 32; height < INDEX_LISTS && !(hash & 7); hash >>= 3)
        height++;
    return height;
}

static uint32_t
after(struct streams *r, const struct side *s, uint32_t cell, unsigned list)
{
    return cell ? cell_at(r, cell)->skip[list] : s->index[list];
}

static bool
is_beyond(struct streams *r, uint32_t cell, uint32_t sequence)
{
    return !cell || behind(cell_start(cell_at(r, cell)), sequence) > 0;
}

/* The last cell of each list that begins at the sequence or before it; 0: the list's front. */
static uint32_t
descend(struct streams *r, const struct side *s, uint32_t sequence, uint32_t *path)
{
    uint32_t at = 0;

    for (unsigned list = INDEX_LISTS; list-- > 0;) {
        for (uint32_t next; !is_beyond(r, next = after(r, s, at, list), sequence);)
            at = next;
        path[list] = at;
    }
    return at;
}

uint32_t
index_find(struct streams *r, const struct side *s, uint32_t sequence)
{
    uint32_t path[INDEX_LISTS], at = descend(r, s, sequence, path);
    uint32_t next = at ? cell_at(r, at)->next : s->first;

    for (; !is_beyond(r, next, sequence); next = cell_at(r, at)->next)
        at = next;
    return at;
}

void
index_add(struct stream_call *call, struct side *s, uint32_t i)
{
    struct streams *r = call->streams;
    struct cell *cell = cell_at(r, i);
    unsigned height = height_of(r, i);
    uint32_t path[INDEX_LISTS];

    if (height)
        descend(r, s, cell->sequence, path);
    for (unsigned list = 0; list < height; list++) {
        cell->skip[list] = after(r, s, path[list], list);
        if (path[list])
            UNDO_SET(call->undo, cell_at(r, path[list])->skip[list], i);
        else
            s->index[list] = i;
    }
}

void
index_cut(struct stream_call *call, struct side *s, uint32_t sequence)
{
    uint32_t path[INDEX_LISTS];

    descend(call->streams, s, sequence, path);
    for (unsigned list = 0; list < INDEX_LISTS; list++)
        if (path[list])
            UNDO_SET(call->undo, cell_at(call->streams, path[list])->skip[list], 0);
        else
            s->index[list] = 0;
}

void
index_remove_first(struct stream_call *call, struct side *s)
{
    for (unsigned list = 0; list < INDEX_LISTS; list++)
        if (s->index[list] == s->first)
            s->index[list] = cell_at(call->streams, s->first)->skip[list];
}

void
index_clear(struct side *s)
{
    memset(s->index, 0, sizeof s->index);
}
