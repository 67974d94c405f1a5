/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/defrag_store.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

enum { BLOCKS_LEAST = DEFRAG_LEAST / sizeof(union block) };
_Static_assert((size_t)BLOCKS_LEAST >= 2 * (size_t)DATAGRAM_BLOCKS, "two datagrams have room");

static uint32_t
blocks_for(const struct defrag_limits *limits)
{
    uint64_t blocks = limits->memory / sizeof(union block);

    if (blocks < BLOCKS_LEAST)
        return BLOCKS_LEAST;
    return blocks < UINT32_MAX / 2 ? (uint32_t)blocks : UINT32_MAX / 2;
}

/* A power of two. */
static uint32_t
buckets_for(const struct defrag_limits *limits)
{
    uint64_t most = limits->datagrams < blocks_for(limits) ? limits->datagrams : blocks_for(limits);
    uint32_t buckets = 1;

    while (buckets < most)
        buckets *= 2;
    return buckets;
}

static size_t
blocks_at(const struct defrag_limits *limits)
{
    size_t end = sizeof(struct defrag) + buckets_for(limits) * sizeof(uint32_t);

    return (end + 63) & ~(size_t)63;
}

size_t
defrag_size(const struct defrag_limits *limits)
{
    return blocks_at(limits) + blocks_for(limits) * sizeof(union block);
}

void
defrag_setup(struct defrag *r, const struct defrag_limits *limits, uint64_t seed)
{
    r->limits = *limits;
    if (r->limits.datagrams < 1)
        r->limits.datagrams = 1;
    r->seed = seed;
    r->blocks_at = blocks_at(limits);
    r->blocks = blocks_for(limits);
    r->buckets = buckets_for(limits);
}

union block *
defrag_block(struct defrag *r, uint32_t index)
{
    return (union block *)(void *)((uint8_t *)r + r->blocks_at) + (index - 1);
}

static struct datagram *
datagram_at(struct defrag *r, uint32_t index)
{
    return &defrag_block(r, index)->datagram;
}

void
store_begin(struct defrag *r, struct undo *u)
{
    bool first = atomic_load_explicit(&u->used, memory_order_relaxed) == 0;

    undo_save(u, &r->now, sizeof r->now);
    if (first)
        r->now.free_before = r->now.touched - r->now.used;
}

/* Of a block that was free before this packet only its place in the list matters to anybody; what
 * one held that this very packet gave back must all be there again after a rollback. */
static uint32_t
take_block(struct defrag *r, struct undo *u)
{
    struct defrag_now *now = &r->now;
    uint32_t index = now->free[0];
    union block *b;

    now->used++;
    if (!index)
        return ++now->touched;
    b = defrag_block(r, index);
    undo_save(u, b, now->free_before ? sizeof b->next : sizeof *b);
    if (now->free_before)
        now->free_before--;
    now->free[0] = b->next;
    if (!now->free[0])
        now->free[1] = 0;
    return index;
}

/* A chain of n blocks; its last says so. */
static void
give_back(struct defrag *r, struct undo *u, uint32_t first, uint32_t last, uint32_t n)
{
    struct defrag_now *now = &r->now;

    if (now->free[1])
        UNDO_SET(u, defrag_block(r, now->free[1])->next, first);
    else
        now->free[0] = first;
    now->free[1] = last;
    now->used -= n;
}

uint32_t
store_datagram(struct defrag *r, struct undo *u)
{
    uint32_t index = take_block(r, u);
    struct datagram *d = datagram_at(r, index);

    memset(d, 0, offsetof(struct datagram, sightings));
    d->last = index;
    d->blocks = 1;
    return index;
}

/* Another block of a datagram whose changing part has been saved. */
static uint32_t
grow(struct defrag *r, struct undo *u, uint32_t index)
{
    struct datagram *d = datagram_at(r, index);
    uint32_t another = take_block(r, u);

    defrag_block(r, another)->next = d->next;
    if (!d->next)
        d->last = another;
    d->next = another;
    d->blocks++;
    return another;
}

void
store_free(struct defrag *r, struct undo *u, uint32_t index)
{
    struct datagram *d = datagram_at(r, index);

    give_back(r, u, index, d->last, d->blocks);
}

void
store_empty(struct defrag *r, struct undo *u, uint32_t index)
{
    struct datagram *d = datagram_at(r, index);

    undo_save(u, d, offsetof(struct datagram, key));
    if (d->next)
        give_back(r, u, d->next, d->last, d->blocks - 1);
    d->next = 0;
    d->last = index;
    d->blocks = 1;
    d->held = 0;
}

/* The units of a span that one word of 64 units has. */
static uint64_t
bits_of(struct span s, uint32_t word)
{
    uint32_t low = word * 64;
    uint32_t from = s.from > low ? s.from - low : 0, to = s.to - low;
    uint64_t below = to < 64 ? (UINT64_C(1) << to) - 1 : UINT64_MAX;

    return below & ~((UINT64_C(1) << from) - 1);
}

/* The part of a span from its beginning to the end of the chunk. */
static struct span
part_of(struct span s)
{
    uint32_t end = (s.from / CHUNK_UNITS + 1) * CHUNK_UNITS;

    return (struct span){ s.from, s.to < end ? s.to : end };
}

static uint32_t
covered_in(const struct chunk *c, struct span part)
{
    uint32_t n = 0;

    for (uint32_t word = part.from / 64; word * 64 < part.to; word++)
        n += (uint32_t)__builtin_popcountll(c->covered[word % 2] & bits_of(part, word));
    return n;
}

uint32_t
store_covered(struct defrag *r, const struct datagram *d, struct span s)
{
    uint32_t n = 0;

    for (struct span part; s.from < s.to; s.from = part.to) {
        uint32_t at = d->chunks[s.from / CHUNK_UNITS];

        part = part_of(s);
        if (at)
            n += covered_in(&defrag_block(r, at)->chunk, part);
    }
    return n;
}

/* The size in bytes of a part; the last unit of a datagram may be short. */
static uint32_t
bytes_of(struct span part, uint32_t left)
{
    uint32_t size = (part.to - part.from) * UNIT;

    return size < left ? size : left;
}

bool
store_holds(struct defrag *r, const struct datagram *d, struct span s, const uint8_t *bytes,
            uint32_t size)
{
    for (struct span part; s.from < s.to; s.from = part.to) {
        struct chunk *c = &defrag_block(r, d->chunks[s.from / CHUNK_UNITS])->chunk;
        uint32_t n;

        part = part_of(s);
        n = bytes_of(part, size);
        if (memcmp(c->bytes + s.from % CHUNK_UNITS * UNIT, bytes, n) != 0)
            return false;
        bytes += n;
        size -= n;
    }
    return true;
}

uint32_t
store_need(const struct datagram *d, struct span s)
{
    uint32_t n = 1; /* for sightings */

    for (; s.from < s.to; s.from = part_of(s).to)
        n += !d->chunks[s.from / CHUNK_UNITS];
    return n;
}

static bool
has(const struct chunk *c, uint32_t unit)
{
    return c->covered[unit / 64 % 2] >> (unit % 64) & 1;
}

/* Bytes between those that are there. */
static void
fill_holes(struct chunk *c, struct span part, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t unit = part.from; unit < part.to; unit++) {
        uint32_t n = size < UNIT ? size : UNIT;

        if (!has(c, unit))
            memcpy(c->bytes + unit % CHUNK_UNITS * UNIT, bytes, n);
        bytes += n;
        size -= n;
    }
}

static void
put_part(struct undo *u, struct chunk *c, struct span part, const uint8_t *bytes, uint32_t size,
         bool replace)
{
    uint8_t *at = c->bytes + part.from % CHUNK_UNITS * UNIT;
    bool some = covered_in(c, part) > 0;

    if (some && replace)
        undo_save(u, at, size);
    if (some && !replace)
        fill_holes(c, part, bytes, size);
    else
        memcpy(at, bytes, size);
    undo_save(u, c->covered, sizeof c->covered);
    for (uint32_t word = part.from / 64; word * 64 < part.to; word++)
        c->covered[word % 2] |= bits_of(part, word);
}

static struct chunk *
chunk_for(struct defrag *r, struct undo *u, uint32_t index, uint32_t place)
{
    struct datagram *d = datagram_at(r, index);
    struct chunk *c;

    if (d->chunks[place])
        return &defrag_block(r, d->chunks[place])->chunk;
    undo_save(u, &d->chunks[place], sizeof d->chunks[place]);
    d->chunks[place] = grow(r, u, index);
    c = &defrag_block(r, d->chunks[place])->chunk;
    memset(c->covered, 0, sizeof c->covered);
    return c;
}

void
store_put(struct defrag *r, struct undo *u, uint32_t index, struct span s, const uint8_t *bytes,
          uint32_t size, bool replace)
{
    for (struct span part; s.from < s.to; s.from = part.to) {
        struct chunk *c = chunk_for(r, u, index, s.from / CHUNK_UNITS);
        uint32_t n;

        part = part_of(s);
        n = bytes_of(part, size);
        put_part(u, c, part, bytes, n, replace);
        bytes += n;
        size -= n;
    }
}

static struct nc_sighting *
place_for(struct defrag *r, struct undo *u, uint32_t index)
{
    struct datagram *d = datagram_at(r, index);
    uint32_t at;

    if (d->held < SIGHTINGS_HERE)
        return &d->sightings[d->held];
    at = (d->held - SIGHTINGS_HERE) % SIGHTINGS_MORE;
    if (at == 0) {
        uint32_t another = grow(r, u, index);

        if (d->more[1])
            defrag_block(r, d->more[1])->more.after = another; /* not looked at before */
        else
            d->more[0] = another;
        d->more[1] = another;
    }
    return &defrag_block(r, d->more[1])->more.sightings[at];
}

void
store_sighting(struct defrag *r, struct undo *u, uint32_t index, const struct nc_sighting *seen)
{
    memcpy(place_for(r, u, index), seen, sizeof *seen);
    datagram_at(r, index)->held++;
}

void
store_gather(struct defrag *r, const struct datagram *d, uint8_t *to)
{
    for (uint32_t at = 0; at < d->size; at += CHUNK) {
        const struct chunk *c = &defrag_block(r, d->chunks[at / CHUNK])->chunk;
        uint32_t left = d->size - at;

        memcpy(to + at, c->bytes, left < CHUNK ? left : CHUNK);
    }
}

void
store_release(const struct defrag_job *job, const struct datagram *d, bool whole)
{
    const struct more_sightings *more = NULL;

    for (uint32_t i = 0; i < d->held; i++) {
        uint32_t at = i < SIGHTINGS_HERE ? i : (i - SIGHTINGS_HERE) % SIGHTINGS_MORE;

        if (i >= SIGHTINGS_HERE && at == 0)
            more = &defrag_block(job->defrag, more ? more->after : d->more[0])->more;
        job->release(job->context, more ? &more->sightings[at] : &d->sightings[at], whole);
    }
}

uint64_t
defrag_memory(const struct defrag *r)
{
    return r->now.used * (uint64_t)sizeof(union block);
}
