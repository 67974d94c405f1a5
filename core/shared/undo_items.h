/* SPDX-License-Identifier: Apache-2.0 */
/* Entries of one size that lie in a row in a stage's state.  They are known by their index, so that
 * the state holds no pointers.  Index 0 is none: entry 0 has its place, but holds nothing.
 *
 * undo_pool.h hands entries out, undo_list.h keeps them in an order, undo_chain.h finds them by a
 * hash.  Everything there is inline and takes this description by value: with a size and a place
 * that are constants nothing of it is left at run time. */
#ifndef UNDO_ITEMS_H
#define UNDO_ITEMS_H

#include <stddef.h>
#include <stdint.h>

struct undo_items {
    void *none;  /* where entry 0 would be */
    size_t size; /* of an entry */
    size_t at;   /* where in an entry its link to others stands */
};

static inline void *
undo_item(struct undo_items items, uint32_t index)
{
    return (uint8_t *)items.none + index * items.size;
}

static inline void *
undo_item_link(struct undo_items items, uint32_t index)
{
    return (uint8_t *)undo_item(items, index) + items.at;
}

#endif
