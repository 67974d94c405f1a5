/* SPDX-License-Identifier: Apache-2.0 */
/* The journal of a stage's state: what stood where something is about to change.  When a worker
 * dies over a packet, or its records do not fit, what the packet changed is put back.
 *
 * State and journal lie in memory that all workers share at the same addresses. */
#ifndef UNDO_H
#define UNDO_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { UNDO_MAX = 64 << 20 };

struct undo {
    _Atomic uint32_t used;
    uint8_t *from, *to;      /* where what is saved may lie; NULL: anywhere */
    _Atomic uint32_t victim; /* a flow whose end its plugin is told; 0: none */
    uint8_t bytes[UNDO_MAX];
};

/* The plugin is told the end of this one, and has come back: one over which the worker dies is
 * dropped, or it would be met again for ever. */
static inline void
undo_set_victim(struct undo *u, uint32_t victim)
{
    atomic_store_explicit(&u->victim, victim, memory_order_release);
}

/* Behind the bytes that stood there, which are filled up to whole words. */
struct undo_trailer {
    uint8_t *at;
    uint64_t size;
};

static inline uint32_t
undo_padded(uint32_t size)
{
    return (size + 7) & ~(uint32_t)7;
}

/* To be called before `size` bytes at `at` change.  A packet that changes more than the journal
 * holds ends the worker: it is quarantined like one that crashed.
 *
 * Inline, as each packet saves a few words some dozen times: a size that is known is two moves. */
static inline void
undo_save(struct undo *u, void *at, uint32_t size)
{
    const uint32_t used = atomic_load_explicit(&u->used, memory_order_relaxed);
    const uint32_t entry = undo_padded(size) + (uint32_t)sizeof(struct undo_trailer);
    const struct undo_trailer t = { at, size };
    uint8_t *to = u->bytes + used;

    if (size > UNDO_MAX || entry > UNDO_MAX - used)
        abort();
    memcpy(to, at, size);
    memcpy(to + undo_padded(size), &t, sizeof t);
    atomic_store_explicit(&u->used, used + entry, memory_order_release);
    atomic_signal_fence(memory_order_seq_cst); /* the change itself comes behind this */
}

#define UNDO_SET(undo, place, value)                                                              \
    do {                                                                                          \
        undo_save(undo, &(place), sizeof(place));                                                 \
        (place) = (value);                                                                        \
    } while (0)

/* Whether nothing was saved yet: the packet begins. */
static inline bool
undo_is_empty(const struct undo *u)
{
    return atomic_load_explicit(&u->used, memory_order_relaxed) == 0;
}

/* Puts everything back, the latest first.  A journal that cannot be right is forgotten. */
void undo_rollback(struct undo *);

/* What was changed stays. */
void undo_forget(struct undo *);

#endif
