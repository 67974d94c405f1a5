/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/defrag_store.h"

#include <stddef.h>
#include <string.h>

static struct undo_items
cells(struct defrag *r)
{
    return (struct undo_items){ defrag_cell(r, 0), sizeof(union cell), offsetof(union cell, next) };
}

void
store_begin(struct defrag *r, struct undo *u)
{
    bool packet_begins = undo_is_empty(u);

    undo_save(u, &r->now, sizeof r->now);
    if (packet_begins)
        undo_pool_begin(&r->now.cells);
}

static uint32_t
take_cell(struct defrag *r, struct undo *u)
{
    return undo_pool_take(&r->now.cells, u, cells(r), r->cells);
}

/* Cells of one datagram. */
static void
give_back(struct defrag *r, struct undo *u, uint32_t first, uint32_t last, uint32_t n)
{
    undo_pool_give(&r->now.cells, u, cells(r), first, last, n);
}

uint32_t
store_datagram(struct defrag *r, struct undo *u)
{
    uint32_t index = take_cell(r, u);
    struct datagram *d = datagram_at(r, index);

    memset(d, 0, offsetof(struct datagram, sightings));
    d->last = index;
    d->cells = 1;
    return index;
}

/* Another cell of a datagram whose changing part has been saved. */
static uint32_t
add_cell(struct defrag *r, struct undo *u, uint32_t index)
{
    struct datagram *d = datagram_at(r, index);
    uint32_t another = take_cell(r, u);

    defrag_cell(r, another)->next = d->next;
    if (!d->next)
        d->last = another;
    d->next = another;
    d->cells++;
    return another;
}

void
store_free(struct defrag *r, struct undo *u, uint32_t index)
{
    struct datagram *d = datagram_at(r, index);

    give_back(r, u, index, d->last, d->cells);
}

void
store_empty(struct defrag *r, struct undo *u, uint32_t index)
{
    struct datagram *d = datagram_at(r, index);

    undo_save(u, d, offsetof(struct datagram, key));
    if (d->next)
        give_back(r, u, d->next, d->last, d->cells - 1);
    d->next = 0;
    d->last = index;
    d->cells = 1;
    d->held = 0;
}

/* Those units that one word of 64 units has. */
static uint64_t
bits_of(struct units units, uint32_t word)
{
    uint32_t low = word * 64;
    uint32_t from = units.from > low ? units.from - low : 0, to = units.to - low;
    uint64_t below = to < 64 ? (UINT64_C(1) << to) - 1 : UINT64_MAX;

    return below & ~((UINT64_C(1) << from) - 1);
}

/* The part of them from the beginning to the end of the sector. */
static struct units
part_of(struct units units)
{
    uint32_t end = (units.from / SECTOR_UNITS + 1) * SECTOR_UNITS;

    return (struct units){ units.from, units.to < end ? units.to : end };
}

static uint32_t
covered_in(const struct sector *s, struct units part)
{
    uint32_t n = 0;

    for (uint32_t word = part.from / 64; word * 64 < part.to; word++)
        n += (uint32_t)__builtin_popcountll(s->covered[word % 2] & bits_of(part, word));
    return n;
}

uint32_t
store_covered(struct defrag *r, const struct datagram *d, struct units units)
{
    uint32_t n = 0;

    for (struct units part; units.from < units.to; units.from = part.to) {
        uint32_t at = d->sectors[units.from / SECTOR_UNITS];

        part = part_of(units);
        if (at)
            n += covered_in(&defrag_cell(r, at)->sector, part);
    }
    return n;
}

/* The size in bytes of a part; the last unit of a datagram may be short. */
static uint32_t
bytes_of(struct units part, uint32_t left)
{
    uint32_t size = (part.to - part.from) * UNIT;

    return size < left ? size : left;
}

bool
store_holds(struct defrag *r, const struct datagram *d, struct units units, const uint8_t *bytes,
            uint32_t size)
{
    for (struct units part; units.from < units.to; units.from = part.to) {
        struct sector *s = &defrag_cell(r, d->sectors[units.from / SECTOR_UNITS])->sector;
        uint32_t n;

        part = part_of(units);
        n = bytes_of(part, size);
        if (memcmp(s->bytes + (size_t)(units.from % SECTOR_UNITS) * UNIT, bytes, n) != 0)
            return false;
        bytes += n;
        size -= n;
    }
    return true;
}

uint32_t
store_need(const struct datagram *d, struct units units)
{
    uint32_t n = 1; /* for sightings */

    for (; units.from < units.to; units.from = part_of(units).to)
        n += !d->sectors[units.from / SECTOR_UNITS];
    return n;
}

static bool
has(const struct sector *s, uint32_t unit)
{
    return s->covered[unit / 64 % 2] >> (unit % 64) & 1;
}

/* Bytes between those that are there. */
static void
fill_holes(struct sector *s, struct units part, const uint8_t *bytes, uint32_t size)
{
    for (uint32_t unit = part.from; unit < part.to; unit++) {
        uint32_t n = size < UNIT ? size : UNIT;

        if (!has(s, unit))
            memcpy(s->bytes + (size_t)(unit % SECTOR_UNITS) * UNIT, bytes, n);
        bytes += n;
        size -= n;
    }
}

static void
put_part(struct undo *u, struct sector *s, struct units part, const uint8_t *bytes, uint32_t size,
         bool replace)
{
    uint8_t *at = s->bytes + (size_t)(part.from % SECTOR_UNITS) * UNIT;
    bool some = covered_in(s, part) > 0;

    if (some && replace)
        undo_save(u, at, size);
    if (some && !replace)
        fill_holes(s, part, bytes, size);
    else
        memcpy(at, bytes, size);
    undo_save(u, s->covered, sizeof s->covered);
    for (uint32_t word = part.from / 64; word * 64 < part.to; word++)
        s->covered[word % 2] |= bits_of(part, word);
}

static struct sector *
sector_for(struct defrag *r, struct undo *u, uint32_t index, uint32_t place)
{
    struct datagram *d = datagram_at(r, index);
    struct sector *s;

    if (d->sectors[place])
        return &defrag_cell(r, d->sectors[place])->sector;
    undo_save(u, &d->sectors[place], sizeof d->sectors[place]);
    d->sectors[place] = add_cell(r, u, index);
    s = &defrag_cell(r, d->sectors[place])->sector;
    memset(s->covered, 0, sizeof s->covered);
    return s;
}

void
store_put(struct defrag *r, struct undo *u, uint32_t index, struct units units,
          const uint8_t *bytes, uint32_t size, bool replace)
{
    for (struct units part; units.from < units.to; units.from = part.to) {
        struct sector *s = sector_for(r, u, index, units.from / SECTOR_UNITS);
        uint32_t n;

        part = part_of(units);
        n = bytes_of(part, size);
        put_part(u, s, part, bytes, n, replace);
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
        uint32_t another = add_cell(r, u, index);

        if (d->more[1])
            defrag_cell(r, d->more[1])->more.after = another; /* not looked at before */
        else
            d->more[0] = another;
        d->more[1] = another;
    }
    return &defrag_cell(r, d->more[1])->more.sightings[at];
}

void
store_sighting(struct defrag *r, struct undo *u, uint32_t index, const struct nc_sighting *sighting)
{
    memcpy(place_for(r, u, index), sighting, sizeof *sighting);
    datagram_at(r, index)->held++;
}

void
store_gather(struct defrag *r, const struct datagram *d, uint8_t *to)
{
    for (uint32_t at = 0; at < d->size; at += SECTOR) {
        const struct sector *s = &defrag_cell(r, d->sectors[at / SECTOR])->sector;
        uint32_t left = d->size - at;

        memcpy(to + at, s->bytes, left < SECTOR ? left : SECTOR);
    }
}

void
store_release(const struct defrag_job *job, const struct datagram *d, bool whole)
{
    const struct more_sightings *more = NULL;

    for (uint32_t i = 0; i < d->held; i++) {
        uint32_t at = i < SIGHTINGS_HERE ? i : (i - SIGHTINGS_HERE) % SIGHTINGS_MORE;

        if (i >= SIGHTINGS_HERE && at == 0)
            more = &defrag_cell(job->defrag, more ? more->after : d->more[0])->more;
        job->release(job->context, more ? &more->sightings[at] : &d->sightings[at], whole);
    }
}
