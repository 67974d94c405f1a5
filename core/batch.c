/* SPDX-License-Identifier: Apache-2.0 */
/* A batch's room: chunks of records per type, and the journal that takes a packet back. */
#include "shared.h"

#include <string.h>

void
batch_clear_room(struct batch *b)
{
    memset(b->chunks, 0, sizeof b->chunks);
    memset(b->in_journal, 0, sizeof b->in_journal);
    b->out_used = sizeof(struct chunk); /* so that no chunk has offset 0 */
    b->n_notes = 0;
    b->full = 0;
    atomic_store(&b->n_journal, 0);
}

void
batch_begin(struct batch *b, uint32_t packet)
{
    b->journal_out_used = b->out_used;
    b->journal_n_notes = b->n_notes;
    atomic_store_explicit(&b->n_journal, 0, memory_order_release);
    atomic_store_explicit(&b->current, packet, memory_order_release);
}

void
batch_commit(struct batch *b, uint32_t packet)
{
    atomic_store_explicit(&b->done, packet + 1, memory_order_release);
}

static struct chunk *
chunk_at(struct batch *b, uint32_t offset)
{
    return (struct chunk *)(void *)(b->out + offset);
}

static uint32_t
at_most(uint32_t value, uint32_t most)
{
    return value < most ? value : most;
}

/* Called by a worker, or by the supervisor for a worker that died at any instruction: so it
 * checks what it finds. */
void
batch_rollback(struct batch *b)
{
    uint32_t n = atomic_load(&b->n_journal);

    for (uint32_t i = n < JOURNAL_MAX ? n : JOURNAL_MAX; i-- > 0;) {
        struct journal_entry e = b->journal[i];

        if (e.plugin >= PLUGINS_MAX || e.chunks.last > BATCH_OUT - sizeof(struct chunk) ||
            e.chunks.last % _Alignof(struct chunk))
            continue;
        b->chunks[e.plugin] = e.chunks;
        b->in_journal[e.plugin] = 0;
        if (e.chunks.last) {
            chunk_at(b, e.chunks.last)->next = 0;
            chunk_at(b, e.chunks.last)->used = e.used;
            chunk_at(b, e.chunks.last)->n_records = e.n_records;
        }
    }
    b->out_used = at_most(b->journal_out_used, BATCH_OUT);
    b->n_notes = at_most(b->journal_n_notes, BATCH_PACKETS);
    atomic_store(&b->n_journal, 0);
}

/* Remembers how the type stood before this packet first touched it. */
static void
remember(struct batch *b, uint32_t plugin)
{
    uint32_t packet = atomic_load_explicit(&b->current, memory_order_relaxed);
    uint32_t n = atomic_load_explicit(&b->n_journal, memory_order_relaxed);
    struct journal_entry *e = &b->journal[n];

    if (b->in_journal[plugin] == packet + 1 || n == JOURNAL_MAX)
        return;
    e->plugin = plugin;
    e->chunks = b->chunks[plugin];
    if (e->chunks.last) {
        e->used = chunk_at(b, e->chunks.last)->used;
        e->n_records = chunk_at(b, e->chunks.last)->n_records;
    }
    b->in_journal[plugin] = packet + 1;
    atomic_store_explicit(&b->n_journal, n + 1, memory_order_release);
}

/* Bytes free between the records and the entries, one more entry counted in. */
static size_t
chunk_room(const struct chunk *c)
{
    size_t taken = sizeof *c + c->used + (c->n_records + 1) * sizeof(struct chunk_entry);

    return taken < c->size ? c->size - taken : 0;
}

static struct chunk *
add_chunk(struct batch *b, uint32_t plugin, size_t wanted)
{
    size_t size = wanted + sizeof(struct chunk) + 64;
    struct chunk *c;

    size = size < CHUNK_SIZE ? CHUNK_SIZE : (size + 7) & ~(size_t)7;
    if (size > BATCH_OUT - b->out_used)
        return NULL;
    c = chunk_at(b, b->out_used);
    *c = (struct chunk){ .size = (uint32_t)size };
    if (b->chunks[plugin].last)
        chunk_at(b, b->chunks[plugin].last)->next = b->out_used;
    else
        b->chunks[plugin].first = b->out_used;
    b->chunks[plugin].last = b->out_used;
    b->out_used += (uint32_t)size;
    return c;
}

uint8_t *
batch_reserve(struct batch *b, uint32_t plugin, size_t wanted, size_t *room)
{
    struct chunk *c = NULL;

    if (wanted > RECORD_MAX)
        wanted = RECORD_MAX;
    remember(b, plugin);
    if (b->chunks[plugin].last)
        c = chunk_at(b, b->chunks[plugin].last);
    if (!c || chunk_room(c) < wanted)
        c = add_chunk(b, plugin, wanted);
    if (!c)
        return NULL;
    *room = chunk_room(c) < RECORD_MAX ? chunk_room(c) : RECORD_MAX;
    return c->bytes + c->used;
}

void
batch_add(struct batch *b, uint32_t plugin, uint32_t used)
{
    struct chunk *c = chunk_at(b, b->chunks[plugin].last);
    struct chunk_entry *back = (struct chunk_entry *)(void *)((uint8_t *)c + c->size);
    uint32_t packet = atomic_load_explicit(&b->current, memory_order_relaxed);

    back[-1 - (int32_t)c->n_records] = (struct chunk_entry){ packet, used };
    c->used += used;
    c->n_records++;
}
