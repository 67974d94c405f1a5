/* SPDX-License-Identifier: Apache-2.0 */
/* A list of entries in an order, such as their age, under the journal.
 *
 * The list's own two ends are for the caller to save, and so is the entry that comes or goes: both
 * change anyway with every packet.  What the neighbours hold is saved here. */
#ifndef UNDO_LIST_H
#define UNDO_LIST_H

#include "shared/undo.h"
#include "shared/undo_items.h"

struct undo_list {
    uint32_t first, last; /* 0: empty */
};

/* In each entry, where undo_items.at says. */
struct undo_links {
    uint32_t before, after; /* 0: it is the first, the last */
};

static inline struct undo_links *
undo_links_of(struct undo_items items, uint32_t index)
{
    return undo_item_link(items, index);
}

/* Makes an entry that is in no list the last one. */
static inline void
undo_list_append(struct undo_list *list, struct undo *undo, struct undo_items items, uint32_t index)
{
    struct undo_links *links = undo_links_of(items, index);

    links->before = list->last;
    links->after = 0;
    if (list->last)
        UNDO_SET(undo, undo_links_of(items, list->last)->after, index);
    else
        list->first = index;
    list->last = index;
}

/* Takes an entry out; what its own links say is left as it was. */
static inline void
undo_list_remove(struct undo_list *list, struct undo *undo, struct undo_items items, uint32_t index)
{
    const struct undo_links links = *undo_links_of(items, index);

    if (links.before)
        UNDO_SET(undo, undo_links_of(items, links.before)->after, links.after);
    else
        list->first = links.after;
    if (links.after)
        UNDO_SET(undo, undo_links_of(items, links.after)->before, links.before);
    else
        list->last = links.before;
}

#endif
