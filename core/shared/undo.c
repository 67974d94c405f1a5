/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/undo.h"

/* A wild write may have spoiled it. */
static bool
is_sound(const struct undo *u, const struct undo_trailer *t, uint32_t used)
{
    if (t->size > UNDO_MAX || undo_padded((uint32_t)t->size) + sizeof *t > used)
        return false;
    return !u->from || (t->at >= u->from && t->at <= u->to && t->size <= (uint64_t)(u->to - t->at));
}

void
undo_rollback(struct undo *u)
{
    uint32_t used = atomic_load(&u->used);

    if (used > UNDO_MAX) {
        undo_forget(u);
        return;
    }
    while (used) {
        struct undo_trailer t = { NULL, UINT64_MAX };

        if (used >= sizeof t)
            memcpy(&t, u->bytes + used - sizeof t, sizeof t);
        if (!is_sound(u, &t, used)) {
            undo_forget(u);
            return;
        }
        used -= undo_padded((uint32_t)t.size) + (uint32_t)sizeof t;
        memcpy(t.at, u->bytes + used, t.size);
        atomic_store_explicit(&u->used, used, memory_order_release);
    }
}

void
undo_forget(struct undo *u)
{
    atomic_store_explicit(&u->used, 0, memory_order_release);
}
