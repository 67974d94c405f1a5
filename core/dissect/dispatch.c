/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/dispatch.h"

_Static_assert(DISPATCH_SIZE == 1 << 12, "dispatch_slot() takes 12 bits of the hash");

bool
dispatch_add(struct dispatch *d, uint32_t space, uint64_t value, size_t plugin)
{
    size_t i = dispatch_slot(space, value);

    if (d->n >= KEYS_MAX)
        return false;
    while (d->entries[i].plugin)
        i = (i + 1) % DISPATCH_SIZE;
    d->entries[i] = (struct dispatch_entry){ space, (uint32_t)plugin + 1, value };
    d->n++;
    return true;
}
