/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/undo.h"

#include <stdlib.h>
#include <string.h>

/* Behind the bytes that stood there. */
struct trailer {
    uint8_t *at;
    uint64_t size;
};

static uint32_t
padded(uint32_t size)
{
    return (size + 7) & ~(uint32_t)7;
}

void
undo_save(struct undo *u, void *at, uint32_t size)
{
    uint32_t used = atomic_load_explicit(&u->used, memory_order_relaxed);
    struct trailer t = { at, size };
    uint32_t entry = padded(size) + (uint32_t)sizeof t;

    if (size > UNDO_MAX || entry > UNDO_MAX - used)
        abort();
    memcpy(u->bytes + used, at, size);
    memcpy(u->bytes + used + padded(size), &t, sizeof t);
    atomic_store_explicit(&u->used, used + entry, memory_order_release);
    atomic_signal_fence(memory_order_seq_cst); /* the change itself comes behind this */
}

/* A wild write may have spoiled it. */
static bool
is_sound(const struct undo *u, const struct trailer *t, uint32_t used)
{
    if (t->size > UNDO_MAX || padded((uint32_t)t->size) + sizeof *t > used)
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
        struct trailer t = { NULL, UINT64_MAX };

        if (used >= sizeof t)
            memcpy(&t, u->bytes + used - sizeof t, sizeof t);
        if (!is_sound(u, &t, used)) {
            undo_forget(u);
            return;
        }
        used -= padded((uint32_t)t.size) + (uint32_t)sizeof t;
        memcpy(t.at, u->bytes + used, t.size);
        atomic_store_explicit(&u->used, used, memory_order_release);
    }
}

void
undo_forget(struct undo *u)
{
    atomic_store_explicit(&u->used, 0, memory_order_release);
}
