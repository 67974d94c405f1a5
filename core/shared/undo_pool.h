/* SPDX-License-Identifier: Apache-2.0 */
/* Entries handed out and given back, under the journal.
 *
 * What lies in an entry that is free matters to nobody, so it need not be saved when the entry is
 * taken: unless the packet at work gave it back itself, for then a rollback wants all of it.  What
 * was given back last is taken first, while it is in the caches; entries that were never used are
 * not touched, so that memory which is not needed is not there.
 *
 * The pool itself is for the caller to save.  Where undo_items.at says, an entry that is free holds
 * the index of the next one, a uint32_t; one that is taken holds there what it likes. */
#ifndef UNDO_POOL_H
#define UNDO_POOL_H

#include "shared/undo.h"
#include "shared/undo_items.h"

struct undo_pool {
    uint32_t free;    /* the first that is */
    uint32_t fresh;   /* so many from there on were given back by the packet at work */
    uint32_t highest; /* nothing above was ever taken */
    uint32_t used;
};

/* The packets before are done with, and no rollback goes back behind this one: to be called when it
 * begins, which undo_is_empty() told before the pool was saved. */
static inline void
undo_pool_begin(struct undo_pool *pool)
{
    pool->fresh = 0;
}

/* An entry, all of which may be changed without saving it; 0 when `most` are in use. */
static inline uint32_t
undo_pool_take(struct undo_pool *pool, struct undo *undo, struct undo_items items, uint32_t most)
{
    uint32_t index = pool->free;
    uint32_t *link = undo_item_link(items, index);

    if (pool->used >= most)
        return 0;
    pool->used++;
    if (!index)
        return ++pool->highest;
    if (pool->fresh) {
        undo_save(undo, undo_item(items, index), (uint32_t)items.size);
        pool->fresh--;
    } else
        undo_save(undo, link, sizeof *link);
    pool->free = *link;
    return index;
}

/* Gives back n entries that are linked from the first to the last. */
static inline void
undo_pool_give(struct undo_pool *pool, struct undo *undo, struct undo_items items, uint32_t first,
               uint32_t last, uint32_t n)
{
    uint32_t *link = undo_item_link(items, last);

    UNDO_SET(undo, *link, pool->free);
    pool->free = first;
    pool->fresh += n;
    pool->used -= n;
}

#endif
