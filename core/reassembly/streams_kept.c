/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_kept.h"

#include "reassembly/streams_cell.h"

#include <string.h>

bool
state_create(struct stream_call *call, struct connection *c, size_t size)
{
    for (size_t made = 0; made < size; made += CELL_DATA) {
        uint32_t i = cell_take(call);

        if (!i) {
            if (c->state)
                state_free(call, c);
            return false;
        }
        memset(cell_at(call->streams, i)->data, 0, CELL_DATA);
        cell_at(call->streams, i)->next = c->state;
        c->state = i;
    }
    return true;
}

void
state_free(struct stream_call *call, struct connection *c)
{
    uint32_t last = c->state;

    if (!last)
        return;
    while (cell_at(call->streams, last)->next)
        last = cell_at(call->streams, last)->next;
    cells_free(call, c->state, last);
    c->state = 0;
}

static size_t
in_cell(size_t left)
{
    return left < CELL_DATA ? left : CELL_DATA;
}

void
state_load(struct stream_call *call, const struct connection *c, uint8_t *to, size_t size)
{
    for (uint32_t i = c->state; i && size; i = cell_at(call->streams, i)->next) {
        memcpy(to, cell_at(call->streams, i)->data, in_cell(size));
        to += in_cell(size);
        size -= in_cell(size);
    }
}

void
state_store(struct stream_call *call, struct connection *c, const uint8_t *from, size_t size)
{
    for (uint32_t i = c->state; i && size; i = cell_at(call->streams, i)->next) {
        uint8_t *to = cell_at(call->streams, i)->data;

        if (memcmp(to, from, in_cell(size)) != 0) {
            undo_save(call->undo, to, (uint32_t)in_cell(size));
            memcpy(to, from, in_cell(size));
        }
        from += in_cell(size);
        size -= in_cell(size);
    }
}

/* There are cells enough. */
static void
append(struct stream_call *call, struct connection *c, const uint8_t *bytes, size_t n)
{
    while (n) {
        struct cell *cell = cell_at(call->streams, c->kept_last);
        size_t space = c->kept_last ? (size_t)CELL_DATA - cell->to : 0;

        if (!space) {
            uint32_t i = cell_take(call);

            if (c->kept_last)
                UNDO_SET(call->undo, cell->next, i);
            else
                c->kept_first = i;
            c->kept_last = i;
            continue;
        }
        if (space > n)
            space = n;
        memcpy(cell->data + cell->to, bytes, space);
        UNDO_SET(call->undo, cell->to, (uint16_t)(cell->to + space));
        bytes += space;
        n -= space;
    }
}

bool
kept_add(struct stream_call *call, struct connection *c, ProtobufCBinaryData data)
{
    uint32_t n = (uint32_t)data.len;
    uint64_t more = n + sizeof n;

    if (data.len > NC_ALLOC_MAX || c->kept_bytes + more > call->streams->limits.side ||
        more / CELL_DATA + 1 > call->streams->most_cells - call->streams->now.cells.used)
        return false;
    c->kept_bytes += (uint32_t)more;
    append(call, c, (const uint8_t *)&n, sizeof n);
    append(call, c, data.data, n);
    return true;
}

static void
drop(struct stream_call *call, struct connection *c, uint32_t n)
{
    c->kept_bytes -= n;
    while (n) {
        uint32_t i = c->kept_first;
        struct cell *cell = cell_at(call->streams, i);
        uint32_t here = (uint32_t)cell->to - cell->from;

        if (here > n) {
            UNDO_SET(call->undo, cell->from, (uint16_t)(cell->from + n));
            return;
        }
        c->kept_first = cell->next;
        if (!c->kept_first)
            c->kept_last = 0;
        cells_free(call, i, i);
        n -= here;
    }
}

/* A place among the bytes kept. */
struct kept_position {
    struct streams *streams;
    uint32_t cell, from;
};

/* Copies n bytes, or passes over them; what is kept is whole, so they are there. */
static void
read_kept(struct kept_position *at, uint8_t *to, uint32_t n)
{
    while (n && at->cell) {
        const struct cell *cell = cell_at(at->streams, at->cell);
        uint32_t here = cell->to - at->from;

        if (!here) {
            at->cell = cell->next;
            at->from = at->cell ? cell_at(at->streams, at->cell)->from : 0;
            continue;
        }
        if (here > n)
            here = n;
        if (to)
            memcpy(to, cell->data + at->from, here);
        to = to ? to + here : NULL;
        at->from += here;
        n -= here;
    }
}

static struct kept_position
first_kept(struct stream_call *call, const struct connection *c)
{
    uint32_t first = c->kept_first;

    return (struct kept_position){ call->streams, first,
                                   first ? cell_at(call->streams, first)->from : 0 };
}

void
kept_forget(struct stream_call *call, struct connection *c, uint32_t n)
{
    while (n-- && c->kept_bytes) {
        struct kept_position at = first_kept(call, c);
        uint32_t size = 0;

        read_kept(&at, (uint8_t *)&size, sizeof size);
        drop(call, c, size + (uint32_t)sizeof size);
    }
}

void
kept_drop(struct stream_call *call, struct connection *c)
{
    if (c->kept_first)
        cells_free(call, c->kept_first, c->kept_last);
    c->kept_first = c->kept_last = c->kept_bytes = 0;
}

ProtobufCBinaryData
kept_get(struct nc_packet *pkt, uint32_t n)
{
    struct stream_call *call = pkt->context;
    const struct connection *c = call->connection;
    ProtobufCBinaryData data = { 0, NULL };
    struct kept_position at = first_kept(call, c);
    uint32_t size = 0, left = c->kept_bytes;

    do {
        read_kept(&at, NULL, size);
        left -= size;
        if (!left)
            return data;
        read_kept(&at, (uint8_t *)&size, sizeof size);
        left -= (uint32_t)sizeof size;
    } while (n--);
    data.len = size;
    data.data = nc_take(pkt, size);
    read_kept(&at, data.data, size);
    return data;
}
