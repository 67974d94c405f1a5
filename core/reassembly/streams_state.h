/* SPDX-License-Identifier: Apache-2.0 */
/* What the region of core/reassembly/streams.h holds, and who does what with it.
 *
 * A fixed part, the head (what changes with every segment, saved as a whole once a call), buckets
 * of the table, connections, blocks, and room to work in that needs no journal.  Index 0 is none.
 * Nothing is touched before it is used: free lists begin empty, below a high-water mark. */
#ifndef STREAMS_STATE_H
#define STREAMS_STATE_H

#include "reassembly/streams.h"

enum { BLOCK_SIZE = 512, BLOCK_DATA = BLOCK_SIZE - 40, SEGMENT_MAX = 65535 };
enum { NOBODY_YET = 0, NOBODY = UINT16_MAX }; /* beside a plugin's index + 1 */

#define STREAMS_ALL UINT64_MAX /* of half.pass */

/* Bytes of a side that lie in sequence, or what a plugin keeps.  From data[BLOCK_DATA] downwards
 * stand marks: where bytes begin that were captured at another time. */
struct block {
    uint32_t next;
    uint32_t sequence;   /* of data[0] */
    uint16_t from, to;   /* data[from] to data[to - 1] are alive */
    uint16_t marks, reserved;
    struct nc_time time; /* of data[0] */
    uint64_t clock;      /* when the block came to be */
    uint8_t data[BLOCK_DATA];
};

enum {
    HALF_BEGUN = 1,  /* `next` and `acknowledged` are known */
    HALF_SYN = 2,    /* so is `initial` */
    HALF_FIN = 4,    /* so is `fin` */
    HALF_DATA = 8,   /* bytes were seen */
    HALF_TOLD = 16,  /* the plugin was offered what is unread as the last there is */
    HALF_REFUSED = 32, /* nobody wants the connection for what this side said first */
    HALF_RESET = 64    /* it will say no more, and hears nothing */
};

/* One side: what an endpoint sent. */
struct half {
    uint64_t offset;  /* of `next` in the stream */
    uint64_t pass;    /* bytes from `next` on that nobody wants; STREAMS_ALL */
    uint64_t gap;     /* not told yet */
    uint32_t next;    /* sequence of the first byte not read */
    uint32_t ready;   /* bytes from there that are in the blocks without a hole */
    uint32_t tried;   /* so many of them were not enough for the plugin */
    uint32_t acknowledged, initial, fin;
    uint32_t first, last; /* blocks, in sequence */
    uint32_t blocks;
    uint32_t flags;
};

enum list_name { LIST_CLOSED, LIST_SILENT, LIST_PLAIN, LIST_KEEPING, LISTS, LIST_FREE = LISTS };

struct key {
    uint8_t network[2][NC_NETWORK_ADDRESS];
    uint16_t port[2];
    uint8_t network_kind, transport_kind, reserved[2];
};

struct connection {
    uint64_t last;           /* clock of its latest segment */
    uint64_t touched;        /* when it went to the end of its list */
    uint32_t earlier, later; /* in that list */
    uint32_t state;          /* first block */
    uint32_t kept_first, kept_last, kept_bytes;
    uint16_t plugin;         /* index + 1, NOBODY_YET, NOBODY */
    uint8_t list;
    uint8_t client;          /* which half */
    uint8_t opened, ending, done;
    uint8_t handed;          /* how often to another plugin */
    struct half half[2];
    /* From here on nothing changes but the chain. */
    uint32_t chain;          /* the next one in its bucket */
    uint32_t link_kind;
    struct key key;
    uint8_t link[2][NC_LINK_ADDRESS];
};

struct list {
    uint32_t first, last;
};

struct streams_head {
    struct stream_counts counts;
    struct list lists[LISTS];
    uint32_t free_connection, highest_connection;
    uint32_t free_block, highest_block, blocks;
    uint32_t freed_first, freed_last; /* blocks that a rollback would want back */
};

struct streams {
    struct stream_limits limits;
    uint64_t seed;
    uint64_t connections, blocks, linear, state; /* where they begin */
    uint32_t mask, most_connections, most_blocks, side_blocks, reserve;
    struct streams_head now;
    _Alignas(64) uint32_t buckets[];
};

/* A call at work. */
struct work {
    const struct stream_job *job;
    struct streams *s;
    struct undo *undo;
    uint64_t clock;
    uint32_t saved[2];    /* connections that are in the journal */
    uint32_t named;       /* whose addresses stand here as text */
    bool eager;           /* all that is unread is offered, be it ever so little more */
    char names[2][48];
    struct written *written, **behind; /* records of the call of a plugin */
    struct connection *connection; /* of that call */
    const struct nc_host *host;    /* the packet's own, around that call */
    void *context;
};

static inline struct connection *
connection_at(struct streams *s, uint32_t index)
{
    return (struct connection *)(void *)((uint8_t *)s + s->connections) + index;
}

static inline uint32_t
index_of(struct streams *s, const struct connection *c)
{
    return (uint32_t)(c - connection_at(s, 0));
}

static inline struct block *
block_at(struct streams *s, uint32_t index)
{
    return (struct block *)(void *)((uint8_t *)s + s->blocks) + index;
}

/* Room to lay bytes of a side in a row; and for a plugin's state. */
static inline uint8_t *
linear_room(struct streams *s)
{
    return (uint8_t *)s + s->linear;
}

/* Only what was under way may still come. */
static inline bool
is_closing(const struct connection *c)
{
    const struct half *a = &c->half[0], *b = &c->half[1];

    return c->done || a->flags & b->flags & HALF_FIN || (a->flags | b->flags) & HALF_RESET;
}

/* Neither side has said anything yet. */
static inline bool
is_silent(const struct connection *c)
{
    return !((c->half[0].flags | c->half[1].flags) & HALF_DATA);
}

/* Whatever was done will be taken back: nothing more needs to be. */
static inline bool
is_full(const struct work *w)
{
    return w->job->pkt->full;
}

/* Sequence numbers wrap: how far a is behind b. */
static inline int32_t
behind(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

/* streams_table.c: connections and blocks. */
void work_begin(struct work *, const struct stream_job *, uint64_t clock);
struct connection *connection_find(struct work *, const struct key *);
struct connection *connection_new(struct work *, const struct key *, const struct segment *, bool swapped);
void connection_save(struct work *, struct connection *); /* before it changes */
void connection_list(struct work *, struct connection *); /* into the list where it belongs now */
void connection_remove(struct work *, struct connection *);
struct connection *connection_dispensable(struct streams *); /* connection 0: there is none */
uint32_t block_take(struct work *);                       /* 0: there is none */
void block_save(struct work *, struct block *);           /* its head, before it changes */
void blocks_free(struct work *, uint32_t first, uint32_t last); /* a chain, not empty */

/* streams_side.c: bytes of one side.  All take a half whose connection is in the journal. */
struct piece {
    uint32_t sequence, size;
    const uint8_t *bytes;
    struct nc_time time;
    bool fresh, known; /* it had bytes that are new, that were there already */
};
void side_insert(struct work *, struct half *, struct piece *); /* what had no room is left in it */
void side_take(struct work *, struct half *, uint32_t n);       /* n bytes that are ready are read */
void side_copy(struct work *, const struct half *, uint8_t *to, uint32_t n);
struct nc_time side_time(struct work *, const struct half *);
bool side_is_before(struct work *, const struct half *, uint32_t sequence);
bool side_has_hole(struct work *, const struct half *);
uint32_t side_hole_end(struct work *, const struct half *, uint64_t *noticed);
void side_skip_hole(struct work *, struct half *);
void side_pass(struct work *, struct half *);
void side_advance(struct half *, uint32_t n);                   /* past bytes that are in no block */
void side_drop(struct work *, struct half *);

/* streams_kept.c: what a plugin keeps with a connection. */
bool state_create(struct work *, struct connection *, size_t size);
void state_load(struct work *, const struct connection *, uint8_t *to, size_t size);
void state_store(struct work *, struct connection *, const uint8_t *from, size_t size);
void state_free(struct work *, struct connection *);
bool kept_add(struct work *, struct connection *, ProtobufCBinaryData);
void kept_forget(struct work *, struct connection *, uint32_t n); /* the oldest n */
void kept_drop(struct work *, struct connection *);
ProtobufCBinaryData kept_get(struct nc_packet *, uint32_t n); /* struct work is the context */

/* streams_choose.c: who reads a connection. */
struct offer {
    const uint8_t *bytes;
    uint32_t size;
    bool direct;         /* not in the blocks */
    struct nc_time time; /* then */
};
bool plugin_may_read(const struct plugin *);
struct nc_stream plugin_view(const struct connection *, uint32_t side);
bool plugin_sees_end(struct work *, const struct connection *, const struct half *, uint32_t offered);
void plugin_choose(struct work *, struct connection *, uint32_t side, const struct offer *);
void plugin_give_up(struct work *, struct connection *); /* nobody does */

/* streams_plugins.c: reading. */
bool plugin_read(struct work *, struct connection *, uint32_t side, struct offer *);
void plugin_leave(struct work *, struct connection *);   /* .end, and what it kept is gone */
void plugin_refuse(struct work *, struct connection *, const char *reason);
bool plugin_reads(const struct connection *);
bool plugin_worth(struct work *, const struct connection *, const struct half *, uint32_t ready);

/* streams_settle.c: bytes that are there and their reader. */
void streams_settle(struct work *, struct connection *, uint32_t first_side);
void streams_skip_hole(struct work *, struct connection *, uint32_t side);
void streams_skip_acknowledged(struct work *, struct connection *, uint32_t side);
void streams_end(struct work *, struct connection *);

/* streams_segment.c */
void segment_take(struct work *, struct connection *, uint32_t side, const struct nc_segment *, struct piece *);

#endif
