/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of core/reassembly/defrag.c: blocks of one size, and datagrams made of them.  What of a datagram has
 * come is kept by its place in it, so that no fragment costs more for what others brought. */
#ifndef DEFRAG_STORE_H
#define DEFRAG_STORE_H

#include "reassembly/defrag.h"

enum {
    UNIT = 8, /* offsets of fragments are multiples of it */
    CHUNK = 1024,
    CHUNK_UNITS = CHUNK / UNIT,
    CHUNKS = DATAGRAM_MAX / CHUNK + 1,
};

struct chunk {
    uint32_t next;
    uint32_t reserved;
    uint64_t covered[CHUNK_UNITS / 64]; /* a bit for each unit that is there */
    uint8_t bytes[CHUNK];
};

struct datagram_key {
    uint32_t id;
    uint8_t kind, protocol, reserved[2];
    uint8_t network[2][NC_NETWORK_ADDRESS];
};

/* From the inside of a block to its end. */
#define SIGHTINGS(behind) ((sizeof(struct chunk) - (behind)) / sizeof(struct nc_sighting))

/* What stands before .key changes, what stands behind does not, or is said to where it does. */
struct datagram {
    uint32_t next; /* block of this datagram, its last block, how many they are */
    uint32_t last;
    uint32_t blocks;
    uint32_t older, newer;
    uint32_t bucket_next;
    uint32_t held;    /* sightings */
    uint32_t more[2]; /* first and last block of sightings that have no room here */
    uint32_t covered; /* units that are there */
    uint32_t end;     /* of what is there */
    uint32_t size;    /* of the datagram; 0: the last fragment has not come */
    bool spoiled;
    uint8_t follows;  /* what the fragment at offset 0 said comes next */
    uint8_t reserved[6];

    struct datagram_key key;
    uint64_t begun;
    uint32_t bucket;
    uint32_t reserved_too;
    uint32_t chunks[CHUNKS];
    struct nc_sighting sightings[SIGHTINGS(56 + sizeof(struct datagram_key) + 16 + 4 * CHUNKS)];
};
_Static_assert(sizeof(struct datagram) <= sizeof(struct chunk), "a datagram is a block");

struct more_sightings {
    uint32_t next;
    uint32_t after; /* the next such block */
    struct nc_sighting sightings[SIGHTINGS(8)];
};

union block {
    uint32_t next;
    struct chunk chunk;
    struct datagram datagram;
    struct more_sightings more;
};

/* Blocks that one datagram may come to. */
enum {
    SIGHTINGS_HERE = sizeof ((struct datagram *)0)->sightings / sizeof(struct nc_sighting),
    SIGHTINGS_MORE = sizeof ((struct more_sightings *)0)->sightings / sizeof(struct nc_sighting),
    DATAGRAM_BLOCKS = 1 + CHUNKS + (DATAGRAM_PIECES - SIGHTINGS_HERE) / SIGHTINGS_MORE + 1,
};

/* All that changes besides blocks and the table; saved whole at the beginning of every change. */
struct defrag_now {
    struct defrag_counts counts;
    uint32_t free[2];     /* first and last block: taken at the front, given back at the end */
    uint32_t free_before; /* at the front: free before this packet */
    uint32_t touched;     /* blocks that have ever been used */
    uint32_t used;
    uint32_t datagrams;
    uint32_t oldest, newest;
    uint32_t follows; /* of the datagram that was whole last */
    uint32_t reserved;
};

struct defrag {
    struct defrag_limits limits;
    uint64_t seed;
    uint64_t blocks_at; /* from here, in bytes */
    uint32_t blocks, buckets;
    struct defrag_now now;
    uint32_t bucket[];
};

/* What a fragment covers, in units of its datagram. */
struct span {
    uint32_t from, to;
};

union block *defrag_block(struct defrag *, uint32_t index);

/* To be called before anything else of a packet changes. */
void store_begin(struct defrag *, struct undo *);

/* A new datagram of one block.  Here and below the caller has seen to it that there is room. */
uint32_t store_datagram(struct defrag *, struct undo *);

/* Gives back all blocks, or all but the first. */
void store_free(struct defrag *, struct undo *, uint32_t datagram);
void store_empty(struct defrag *, struct undo *, uint32_t datagram);

/* Units of the span that are there already; whether they all hold these bytes. */
uint32_t store_covered(struct defrag *, const struct datagram *, struct span);
bool store_holds(struct defrag *, const struct datagram *, struct span, const uint8_t *bytes,
                 uint32_t size);

/* Blocks that putting a fragment there will take. */
uint32_t store_need(const struct datagram *, struct span);

/* Puts the bytes there; where others are already `replace` says who wins. */
void store_put(struct defrag *, struct undo *, uint32_t datagram, struct span, const uint8_t *bytes,
               uint32_t size, bool replace);
void store_sighting(struct defrag *, struct undo *, uint32_t datagram, const struct nc_sighting *);

/* The bytes of a whole datagram. */
void store_gather(struct defrag *, const struct datagram *, uint8_t *to);

/* Tells all sightings, in the order they came. */
void store_release(const struct defrag_job *, const struct datagram *, bool whole);

#endif
