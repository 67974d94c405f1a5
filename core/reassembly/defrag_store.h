/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of reassembly/defrag.c: cells of one size, and datagrams made of them.  What of a datagram
 * has come is kept by its place in it, in sectors, so that no fragment costs more for what others
 * brought. */
#ifndef DEFRAG_STORE_H
#define DEFRAG_STORE_H

#include "reassembly/defrag.h"
#include "shared/undo_list.h"
#include "shared/undo_pool.h"

enum {
    UNIT = 8, /* offsets of fragments are multiples of it */
    SECTOR = 1024,
    SECTOR_UNITS = SECTOR / UNIT,
    SECTORS = DATAGRAM_MAX / SECTOR + 1,
};

struct sector {
    uint32_t next;
    uint32_t reserved;
    uint64_t covered[SECTOR_UNITS / 64]; /* a bit for each unit that is there */
    uint8_t bytes[SECTOR];
};

struct datagram_key {
    uint64_t way;
    uint32_t id;
    uint8_t kind, protocol, depth, reserved;
    uint8_t network[2][NC_NETWORK_ADDRESS];
};

/* From the inside of a cell to its end. */
#define SIGHTINGS(behind) ((sizeof(struct sector) - (behind)) / sizeof(struct nc_sighting))

/* What stands before .key changes, what stands behind does not, or is said to where it does. */
struct datagram {
    uint32_t next; /* cell of this datagram, its last cell, how many they are */
    uint32_t last;
    uint32_t cells;
    struct undo_links age;
    uint32_t chain;   /* the next of its bucket */
    uint32_t held;    /* sightings */
    uint32_t more[2]; /* first and last cell of sightings that do not fit here */
    uint32_t covered; /* units that are there */
    uint32_t end;     /* of what is there */
    uint32_t size;    /* of the datagram; 0: the last fragment has not come */
    bool spoiled;
    uint8_t follows;  /* what the fragment at offset 0 said comes next */
    uint8_t reserved[2];
    uint32_t header;  /* bytes of the headers before it there */

    struct datagram_key key;
    uint64_t begun;
    uint32_t bucket;
    uint32_t patience; /* its list */
    uint32_t sectors[SECTORS];
    struct nc_sighting sightings[SIGHTINGS(56 + sizeof(struct datagram_key) + 16 + 4 * SECTORS)];
};
_Static_assert(sizeof(struct datagram) <= sizeof(struct sector), "a datagram is a cell");

struct more_sightings {
    uint32_t next;
    uint32_t after; /* the next such cell */
    struct nc_sighting sightings[SIGHTINGS(8)];
};

union cell {
    uint32_t next;
    struct sector sector;
    struct datagram datagram;
    struct more_sightings more;
};

/* Cells that one datagram may come to. */
enum {
    SIGHTINGS_HERE = sizeof ((struct datagram *)0)->sightings / sizeof(struct nc_sighting),
    SIGHTINGS_MORE = sizeof ((struct more_sightings *)0)->sightings / sizeof(struct nc_sighting),
    DATAGRAM_CELLS = 1 + SECTORS + (DATAGRAM_FRAGMENTS - SIGHTINGS_HERE) / SIGHTINGS_MORE + 1,
};

enum { PATIENCES = 3 }; /* how long datagrams wait, see defrag_age.c */

/* All that changes besides cells and the table; saved whole at the beginning of every change. */
struct defrag_now {
    struct defrag_counts counts;
    struct undo_pool cells;
    struct undo_list age[PATIENCES]; /* of datagrams that wait equally long: the oldest first */
    uint32_t datagrams;
    uint32_t reserved;
};

struct defrag {
    struct defrag_limits limits;
    uint64_t seed;
    uint64_t cells_at; /* from here, in bytes */
    uint32_t cells, buckets;
    struct defrag_now now;
    uint32_t bucket[];
};

/* What a fragment covers of its datagram, in units of 8 bytes, RFC 791. */
struct units {
    uint32_t from, to;
};

static inline union cell *
defrag_cell(struct defrag *r, uint32_t index)
{
    return (union cell *)(void *)((uint8_t *)r + r->cells_at) + index;
}

static inline struct datagram *
datagram_at(struct defrag *r, uint32_t index)
{
    return &defrag_cell(r, index)->datagram;
}

/* To be called before anything else of a packet changes. */
void store_begin(struct defrag *, struct undo *);

/* A new datagram of one cell.  Here and below the caller has seen to it that there are cells. */
uint32_t store_datagram(struct defrag *, struct undo *);

/* Gives back all cells, or all but the first. */
void store_free(struct defrag *, struct undo *, uint32_t datagram);
void store_empty(struct defrag *, struct undo *, uint32_t datagram);

/* Units of these that are there already; whether they all hold these bytes. */
uint32_t store_covered(struct defrag *, const struct datagram *, struct units);
bool store_holds(struct defrag *, const struct datagram *, struct units, const uint8_t *bytes,
                 uint32_t size);

/* Cells that putting a fragment there will take. */
uint32_t store_need(const struct datagram *, struct units);

/* Puts the bytes there; where others are already `replace` says who wins. */
void store_put(struct defrag *, struct undo *, uint32_t datagram, struct units,
               const uint8_t *bytes, uint32_t size, bool replace);
void store_sighting(struct defrag *, struct undo *, uint32_t datagram, const struct nc_sighting *);

/* The bytes of a whole datagram. */
void store_gather(struct defrag *, const struct datagram *, uint8_t *to);

/* Tells all sightings, in the order they came. */
void store_release(const struct defrag_job *, const struct datagram *, bool whole);

#endif
