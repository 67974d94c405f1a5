/* SPDX-License-Identifier: Apache-2.0 */
/* Which plugin decodes a number of a space. */
#ifndef DISPATCH_H
#define DISPATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Half full at most, so that a search always ends, and soon. */
enum { DISPATCH_SIZE = 4096, KEYS_MAX = DISPATCH_SIZE / 2 };

struct dispatch_entry {
    uint32_t space;
    uint32_t plugin; /* index + 1; 0: free */
    uint64_t value;
};

/* All zeros: empty. */
struct dispatch {
    size_t n;
    struct dispatch_entry entries[DISPATCH_SIZE];
};

/* False when there are KEYS_MAX already.  The key is not there yet. */
bool dispatch_add(struct dispatch *, uint32_t space, uint64_t value, size_t plugin);

/* Where the search for a key begins: the upper 12 bits of a hash. */
static inline size_t
dispatch_slot(uint32_t space, uint64_t value)
{
    return (size_t)(((value ^ (uint64_t)space << 40) * UINT64_C(0x9e3779b97f4a7c15)) >> 52);
}

/* Index of the plugin that decodes the key, or -1. */
static inline int
dispatch_find(const struct dispatch *d, uint32_t space, uint64_t value)
{
    for (size_t i = dispatch_slot(space, value);; i = (i + 1) % DISPATCH_SIZE) {
        const struct dispatch_entry *e = &d->entries[i];

        if (!e->plugin)
            return -1;
        if (e->space == space && e->value == value)
            return (int)e->plugin - 1;
    }
}

#endif
