/* SPDX-License-Identifier: Apache-2.0 */
/* A hash table under the journal: buckets that hold an index, and the entries of a bucket chained
 * behind it.  Where undo_items.at says, an entry holds the index of the next one, a uint32_t. */
#ifndef UNDO_CHAIN_H
#define UNDO_CHAIN_H

#include "shared/undo.h"
#include "shared/undo_items.h"

#include <stdbool.h>

/* Buckets for at most so many entries: a power of two, so that a mask finds a hash's own. */
static inline uint64_t
undo_chain_buckets(uint64_t most)
{
    uint64_t n = 16;

    while (n < most)
        n *= 2;
    return n;
}

/* The entry that is the same as this key; 0 when there is none. */
static inline uint32_t
undo_chain_find(const uint32_t *bucket, struct undo_items items,
                bool (*same)(const void *entry, const void *key), const void *key)
{
    uint32_t index = *bucket;

    while (index && !same(undo_item(items, index), key))
        index = *(const uint32_t *)undo_item_link(items, index);
    return index;
}

/* Puts an entry in front of its bucket; the entry itself is for the caller to save. */
static inline void
undo_chain_add(uint32_t *bucket, struct undo *undo, struct undo_items items, uint32_t index)
{
    *(uint32_t *)undo_item_link(items, index) = *bucket;
    UNDO_SET(undo, *bucket, index);
}

/* Takes one out that is in this bucket. */
static inline void
undo_chain_remove(uint32_t *bucket, struct undo *undo, struct undo_items items, uint32_t index)
{
    uint32_t *at = bucket;

    while (*at != index)
        at = undo_item_link(items, *at);
    UNDO_SET(undo, *at, *(const uint32_t *)undo_item_link(items, index));
}

#endif
