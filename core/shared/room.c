/* SPDX-License-Identifier: Apache-2.0 */
#include "shared/room.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
room_clear(struct room *r)
{
    memset(r->chunks, 0, sizeof r->chunks);
    memset(r->checkpointed, 0, sizeof r->checkpointed);
    r->out_used = sizeof(struct chunk); /* so that no chunk has offset 0 */
    r->n_notes = 0;
    atomic_store(&r->n_checkpoints, 0);
}

bool
room_is_empty(const struct room *r)
{
    return r->out_used == sizeof(struct chunk);
}

void
room_begin(struct room *r, uint32_t packet)
{
    r->out_used_before = r->out_used;
    r->n_notes_before = r->n_notes;
    atomic_store_explicit(&r->n_checkpoints, 0, memory_order_release);
    atomic_store_explicit(&r->current, packet, memory_order_release);
}

void
room_commit(struct room *r, uint32_t packet)
{
    atomic_store_explicit(&r->done, packet + 1, memory_order_release);
}

static struct chunk *
chunk_at(struct room *r, uint32_t offset)
{
    return (struct chunk *)(void *)(r->out + offset);
}

static uint32_t
at_most(uint32_t value, uint32_t most)
{
    return value < most ? value : most;
}

/* Called by a worker, or by the supervisor for a worker that died at any instruction: so it
 * checks what it finds. */
void
room_rollback(struct room *r)
{
    uint32_t n = atomic_load(&r->n_checkpoints);

    for (uint32_t i = n < CHECKPOINTS_MAX ? n : CHECKPOINTS_MAX; i-- > 0;) {
        struct checkpoint e = r->checkpoints[i];

        if (e.plugin >= PLUGINS_MAX || e.chunks.last > ROOM_OUT - sizeof(struct chunk) ||
            e.chunks.last % _Alignof(struct chunk))
            continue;
        r->chunks[e.plugin] = e.chunks;
        r->checkpointed[e.plugin] = 0;
        if (e.chunks.last) {
            chunk_at(r, e.chunks.last)->next = 0;
            chunk_at(r, e.chunks.last)->used = e.used;
            chunk_at(r, e.chunks.last)->n_records = e.n_records;
        }
    }
    r->out_used = at_most(r->out_used_before, ROOM_OUT);
    r->n_notes = at_most(r->n_notes_before, NOTES_MAX);
    atomic_store(&r->n_checkpoints, 0);
}

void
room_settle(struct room *r)
{
    r->out_used_before = r->out_used;
    r->n_notes_before = r->n_notes;
    atomic_store(&r->n_checkpoints, 0);
}

/* Remembers how the type stood before this packet first touched it. */
static void
remember(struct room *r, uint32_t plugin)
{
    uint32_t packet = atomic_load_explicit(&r->current, memory_order_relaxed);
    uint32_t n = atomic_load_explicit(&r->n_checkpoints, memory_order_relaxed);
    struct checkpoint *e = &r->checkpoints[n];

    if (r->checkpointed[plugin] == packet + 1)
        return;
    if (n == CHECKPOINTS_MAX)
        abort(); /* it could not be taken back: the packet is quarantined */
    e->plugin = plugin;
    e->chunks = r->chunks[plugin];
    if (e->chunks.last) {
        e->used = chunk_at(r, e->chunks.last)->used;
        e->n_records = chunk_at(r, e->chunks.last)->n_records;
    }
    r->checkpointed[plugin] = packet + 1;
    atomic_store_explicit(&r->n_checkpoints, n + 1, memory_order_release);
}

/* Bytes free between the records and the entries, one more entry counted in. */
static size_t
chunk_space(const struct chunk *c)
{
    size_t taken = sizeof *c + c->used + (c->n_records + 1) * sizeof(struct chunk_entry);

    return taken < c->size ? c->size - taken : 0;
}

static struct chunk *
add_chunk(struct room *r, uint32_t plugin, size_t wanted)
{
    size_t size = wanted + sizeof(struct chunk) + 64;
    struct chunk *c;

    size = size < CHUNK_SIZE ? CHUNK_SIZE : (size + 7) & ~(size_t)7;
    if (size > ROOM_OUT - r->out_used)
        return NULL;
    c = chunk_at(r, r->out_used);
    *c = (struct chunk){ .size = (uint32_t)size };
    if (r->chunks[plugin].last)
        chunk_at(r, r->chunks[plugin].last)->next = r->out_used;
    else
        r->chunks[plugin].first = r->out_used;
    r->chunks[plugin].last = r->out_used;
    r->out_used += (uint32_t)size;
    return c;
}

uint8_t *
room_reserve(struct room *r, uint32_t plugin, size_t wanted, size_t *space)
{
    struct chunk *c = NULL;

    if (wanted > RECORD_MAX)
        wanted = RECORD_MAX;
    remember(r, plugin);
    if (r->chunks[plugin].last)
        c = chunk_at(r, r->chunks[plugin].last);
    if (!c || chunk_space(c) < wanted)
        c = add_chunk(r, plugin, wanted);
    if (!c)
        return NULL;
    *space = chunk_space(c) < RECORD_MAX ? chunk_space(c) : RECORD_MAX;
    return c->bytes + c->used;
}

void
room_add(struct room *r, uint32_t plugin, uint32_t used)
{
    struct chunk *c = chunk_at(r, r->chunks[plugin].last);
    struct chunk_entry *back = (struct chunk_entry *)(void *)((uint8_t *)c + c->size);
    uint32_t packet = atomic_load_explicit(&r->current, memory_order_relaxed);

    back[-1 - (int32_t)c->n_records] = (struct chunk_entry){ packet, used };
    c->used += used;
    c->n_records++;
}

/* What of the kind was noted of the packet, which is the last one that anything was noted of; NULL:
 * nothing. */
static struct note *
note_of(struct room *r, const struct note *like)
{
    for (uint32_t i = r->n_notes; i-- > 0 && r->notes[i].packet == like->packet;)
        if (r->notes[i].outcome == like->outcome ||
            (r->notes[i].outcome < OUTCOMES && like->outcome < OUTCOMES))
            return &r->notes[i];
    return NULL;
}

static void
put_note(struct room *r, const struct note *note, const char *reason)
{
    struct note *n = note_of(r, note);

    if (n && n->outcome >= note->outcome)
        return;
    if (!n && r->n_notes >= NOTES_MAX)
        return;
    if (!n)
        n = &r->notes[r->n_notes++];
    *n = *note;
    if (reason)
        snprintf(n->reason, sizeof n->reason, "%s", reason);
}

/* One more of the packet, unless it is said already. */
static void
put_remark(struct room *r, uint32_t packet, const struct remark *remark)
{
    struct note note = { .packet = packet, .outcome = NOTE_REMARK, .plugin = remark->by };
    uint32_t before = 0;

    snprintf(note.reason, sizeof note.reason, "%s", remark->text);
    for (uint32_t i = r->n_notes; i-- > 0 && r->notes[i].packet == packet;) {
        before += r->notes[i].outcome == NOTE_REMARK;
        if (note_is_same(&r->notes[i], &note))
            return;
    }
    if (before < REMARKS_MAX && r->n_notes < NOTES_MAX)
        r->notes[r->n_notes++] = note;
}

void
room_note(struct room *r, uint32_t packet, const struct verdict *v)
{
    struct note outcome = { .packet = packet,
                            .outcome = v->outcome,
                            .plugin = v->plugin,
                            .space = v->space,
                            .value = v->value };
    struct note mark = { .packet = packet, .outcome = NOTE_MARK, .plugin = v->marker };

    if (v->outcome != PACKET_DECODED)
        put_note(r, &outcome, v->reason);
    if (v->mark)
        put_note(r, &mark, v->mark);
    for (int i = 0; i < REMARKS_MAX; i++)
        if (v->remarks[i].text)
            put_remark(r, packet, &v->remarks[i]);
}

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *space)
{
    return room_reserve(((struct room_sink *)sink)->room, (uint32_t)plugin, wanted, space);
}

static void
commit(struct record_sink *sink, int plugin, size_t used)
{
    room_add(((struct room_sink *)sink)->room, (uint32_t)plugin, (uint32_t)used);
}

struct room_sink
room_sink(struct room *room)
{
    return (struct room_sink){ { reserve, commit }, room };
}
