/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin knows of a connection: its state, which it works on in a copy, and the runs of
 * bytes it keeps, one behind the other, each with its length before it. */
#include "reassembly/streams_state.h"

#include <string.h>

bool
state_create(struct work *w, struct connection *c, size_t size)
{
    for (size_t made = 0; made < size; made += BLOCK_DATA) {
        uint32_t i = block_take(w);

        if (!i) {
            if (c->state)
                state_free(w, c);
            return false;
        }
        memset(block_at(w->s, i)->data, 0, BLOCK_DATA);
        block_at(w->s, i)->next = c->state;
        c->state = i;
    }
    return true;
}

void
state_free(struct work *w, struct connection *c)
{
    uint32_t last = c->state;

    if (!last)
        return;
    while (block_at(w->s, last)->next)
        last = block_at(w->s, last)->next;
    blocks_free(w, c->state, last);
    c->state = 0;
}

static size_t
in_block(size_t left)
{
    return left < BLOCK_DATA ? left : BLOCK_DATA;
}

void
state_load(struct work *w, const struct connection *c, uint8_t *to, size_t size)
{
    for (uint32_t i = c->state; i && size; i = block_at(w->s, i)->next) {
        memcpy(to, block_at(w->s, i)->data, in_block(size));
        to += in_block(size);
        size -= in_block(size);
    }
}

void
state_store(struct work *w, struct connection *c, const uint8_t *from, size_t size)
{
    for (uint32_t i = c->state; i && size; i = block_at(w->s, i)->next) {
        uint8_t *to = block_at(w->s, i)->data;

        if (memcmp(to, from, in_block(size)) != 0) {
            undo_save(w->undo, to, (uint32_t)in_block(size));
            memcpy(to, from, in_block(size));
        }
        from += in_block(size);
        size -= in_block(size);
    }
}

/* There are blocks enough. */
static void
append(struct work *w, struct connection *c, const uint8_t *bytes, size_t n)
{
    while (n) {
        struct block *b = block_at(w->s, c->kept_last);
        size_t room = c->kept_last ? (size_t)BLOCK_DATA - b->to : 0;

        if (!room) {
            uint32_t i = block_take(w);

            if (c->kept_last)
                UNDO_SET(w->undo, b->next, i);
            else
                c->kept_first = i;
            c->kept_last = i;
            continue;
        }
        if (room > n)
            room = n;
        memcpy(b->data + b->to, bytes, room);
        UNDO_SET(w->undo, b->to, (uint16_t)(b->to + room));
        bytes += room;
        n -= room;
    }
}

/* False, and nothing is kept, when the connection may not keep more, or there is no memory. */
bool
kept_add(struct work *w, struct connection *c, ProtobufCBinaryData data)
{
    uint32_t n = (uint32_t)data.len;
    uint64_t more = n + sizeof n;

    if (data.len > NC_ALLOC_MAX || c->kept_bytes + more > w->s->limits.side ||
        more / BLOCK_DATA + 1 > w->s->most_blocks - w->s->now.blocks)
        return false;
    c->kept_bytes += (uint32_t)more;
    append(w, c, (const uint8_t *)&n, sizeof n);
    append(w, c, data.data, n);
    return true;
}

static void
drop(struct work *w, struct connection *c, uint32_t n)
{
    c->kept_bytes -= n;
    while (n) {
        uint32_t i = c->kept_first;
        struct block *b = block_at(w->s, i);
        uint32_t here = (uint32_t)b->to - b->from;

        if (here > n) {
            UNDO_SET(w->undo, b->from, (uint16_t)(b->from + n));
            return;
        }
        c->kept_first = b->next;
        if (!c->kept_first)
            c->kept_last = 0;
        blocks_free(w, i, i);
        n -= here;
    }
}

/* A place among the bytes kept. */
struct reader {
    struct streams *s;
    uint32_t block, from;
};

/* Copies n bytes, or passes over them; what is kept is whole, so they are there. */
static void
read_kept(struct reader *r, uint8_t *to, uint32_t n)
{
    while (n && r->block) {
        const struct block *b = block_at(r->s, r->block);
        uint32_t here = b->to - r->from;

        if (!here) {
            r->block = b->next;
            r->from = r->block ? block_at(r->s, r->block)->from : 0;
            continue;
        }
        if (here > n)
            here = n;
        if (to)
            memcpy(to, b->data + r->from, here);
        to = to ? to + here : NULL;
        r->from += here;
        n -= here;
    }
}

static struct reader
first_kept(struct work *w, const struct connection *c)
{
    return (struct reader){ w->s, c->kept_first, c->kept_first ? block_at(w->s, c->kept_first)->from : 0 };
}

void
kept_forget(struct work *w, struct connection *c, uint32_t n)
{
    while (n-- && c->kept_bytes) {
        struct reader r = first_kept(w, c);
        uint32_t size = 0;

        read_kept(&r, (uint8_t *)&size, sizeof size);
        drop(w, c, size + (uint32_t)sizeof size);
    }
}

void
kept_drop(struct work *w, struct connection *c)
{
    if (c->kept_first)
        blocks_free(w, c->kept_first, c->kept_last);
    c->kept_first = c->kept_last = c->kept_bytes = 0;
}

ProtobufCBinaryData
kept_get(struct nc_packet *pkt, uint32_t n)
{
    struct work *w = pkt->context;
    const struct connection *c = w->connection;
    ProtobufCBinaryData data = { 0, NULL };
    struct reader r = first_kept(w, c);
    uint32_t size = 0, left = c->kept_bytes;

    do {
        read_kept(&r, NULL, size);
        left -= size;
        if (!left)
            return data;
        read_kept(&r, (uint8_t *)&size, sizeof size);
        left -= (uint32_t)sizeof size;
    } while (n--);
    data.len = size;
    data.data = nc_take(pkt, size);
    read_kept(&r, data.data, size);
    return data;
}
