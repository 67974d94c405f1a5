/* SPDX-License-Identifier: Apache-2.0 */
/* Entries handed out and given back, under the journal.
 *
 * What lies in an entry that is free matters to nobody, so it need not be saved when the entry is
 * taken: unless the packet at work gave it back itself, for then a rollback wants all of it.  These
 * stand apart until the next packet, and are taken last.  Entries that were never used are not
 * touched, so that memory which is not needed is not there.
 *
 * The pool itself is for the caller to save.  Where undo_items.at says, an entry that is free holds
 * the index of the next one, a uint32_t; one that is taken holds there what it likes. */
#ifndef UNDO_POOL_H
#define UNDO_POOL_H

#include "shared/undo_items.h"

#include <stdbool.h>

struct undo_pool {
    uint32_t free;    /* given back by packets before: the first of a chain */
    uint32_t given;   /* given back by this one: the last of a ring */
    uint32_t highest; /* nothing above was ever taken */
    uint32_t used;
};

static inline uint32_t *
undo_pool_link(struct undo_items items, uint32_t index)
{
    return undo_item_link(items, index);
}

/* Whether entries wait for the next packet, to be free. */
static inline bool
undo_pool_waits(const struct undo_pool *pool)
{
    return pool->given != 0;
}

/* The packets before are done with, and no rollback goes back behind this one: to be called when it
 * begins, which undo_is_empty() told before the pool was saved, if entries wait for it. */
static inline void
undo_pool_begin(struct undo_pool *pool, struct undo *undo, struct undo_items items)
{
    uint32_t *last = undo_pool_link(items, pool->given), first = *last;

    UNDO_SET(undo, *last, pool->free);
    pool->free = first;
    pool->given = 0;
}

/* One that this packet gave back. */
static inline uint32_t
undo_pool_take_given(struct undo_pool *pool, struct undo *undo, struct undo_items items)
{
    uint32_t *last = undo_pool_link(items, pool->given), first = *last;

    undo_save(undo, undo_item(items, first), (uint32_t)items.size);
    if (first == pool->given)
        pool->given = 0;
    else
        UNDO_SET(undo, *last, *undo_pool_link(items, first));
    return first;
}

/* An entry, all of which may be changed without saving it; 0 when `most` are in use. */
static inline uint32_t
undo_pool_take(struct undo_pool *pool, struct undo *undo, struct undo_items items, uint32_t most)
{
    uint32_t index = pool->free;

    if (pool->used >= most)
        return 0;
    pool->used++;
    if (index) {
        uint32_t *link = undo_pool_link(items, index);

        undo_save(undo, link, sizeof *link);
        pool->free = *link;
        return index;
    }
    if (pool->highest < most)
        return ++pool->highest;
    return undo_pool_take_given(pool, undo, items);
}

/* Gives back n entries that are linked from the first to the last. */
static inline void
undo_pool_give(struct undo_pool *pool, struct undo *undo, struct undo_items items, uint32_t first,
               uint32_t last, uint32_t n)
{
    uint32_t *end = undo_pool_link(items, pool->given), ring = first;

    if (pool->given) {
        ring = *end;
        UNDO_SET(undo, *end, first);
    }
    UNDO_SET(undo, *undo_pool_link(items, last), ring);
    pool->given = last;
    pool->used -= n;
}

#endif
