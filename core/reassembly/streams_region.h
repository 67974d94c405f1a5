/* SPDX-License-Identifier: Apache-2.0 */
/* What the region of reassembly/streams.h holds.
 *
 * A fixed part, the head (what changes with every segment, saved as a whole once a call), buckets
 * of the table, connections, cells for what is kept of them, and memory to work in that needs no
 * journal.  Index 0 is none.  Nothing is touched before it is used. */
#ifndef STREAMS_REGION_H
#define STREAMS_REGION_H

#include "reassembly/streams.h"
#include "shared/undo_list.h"
#include "shared/undo_pool.h"

enum { INDEX_LISTS = 4 }; /* see reassembly/streams_index.h */
enum { CELL_SIZE = 512, CELL_DATA = CELL_SIZE - 60, SEGMENT_MAX = 65535 };

/* RFC 7323 section 2.3: by how much windows are scaled at most, and as far as they reach then. */
enum { SCALE_MOST = 14, WINDOW_FAR = 1 << 30 };

/* Segments in a row that lie outside any window: only the capture can be what lacks something. */
enum { OUTSIDE_MOST = 8 };

/* Who reads a connection, beside a plugin's index + 1. */
enum { READER_UNDECIDED = 0, READER_NONE = UINT16_MAX };

#define PASS_ALL UINT64_MAX /* of side.pass */

/* Bytes of a side that lie in sequence, or what a plugin keeps.  From data[CELL_DATA] downwards
 * stand marks: where segments begin, whose bytes were captured at another time. */
struct cell {
    uint32_t next;
    uint32_t sequence;   /* of data[0] */
    uint16_t from, to;   /* data[from] to data[to - 1] are alive */
    uint16_t marks;
    uint16_t begins;     /* data[0] is where a segment begins */
    struct nc_time time; /* of data[0] */
    uint64_t clock;      /* when the cell came to be */
    uint32_t skip[INDEX_LISTS]; /* the next one in each of the index's lists that it stands in */
    uint32_t heard;      /* what their sender had acknowledged with all of them */
    uint8_t data[CELL_DATA];
};

enum {
    SIDE_BEGUN = 1,    /* `next` and `acknowledged` are known */
    SIDE_SYN = 2,      /* so is `initial` */
    SIDE_FIN = 4,      /* so is `fin` */
    SIDE_DATA = 8,     /* bytes were seen */
    SIDE_TOLD = 16,    /* the plugin was offered what is unread as the last there is */
    SIDE_OPEN = 32,    /* nobody wants what was said so far: what nobody wants is not kept */
    SIDE_RESET = 64,   /* it will say no more, and hears nothing */
    SIDE_KNOWN = 128,  /* the reader's probe said yes, or it has read some of this side */
    SIDE_SEEN = 256,   /* it has spoken itself: what is known is not the other's word alone */
    SIDE_ACKED = 512,  /* `acknowledged` is what the other side said */
    SIDE_SUM_RIGHT = 1024, /* a segment's checksum was right */
    SIDE_SUM_LEFT = 2048,  /* one was believed that its host left to the card */
    SIDE_UNCLAIMED = 4096, /* it was counted that nobody reads the connection */
    SIDE_HEARD = 8192,     /* `heard` is known */
    SIDE_SUM_BYTES = 16384, /* the checksum of one with bytes was right */
    SIDE_SUM_DOUBTED = 32768, /* one counted that was put off */
    SIDE_SUM_CARD = 65536, /* its SYN was left to the card */
    SIDE_FORMER = 131072,  /* `reset` is where the side stood before a RST and this SYN */
    SIDE_SUM_WRONG = 262144, /* its SYN's was wrong, and no card's work */
    SIDE_STOOD = 524288,   /* SIDE_FORMER, and there was no RST */
    SIDE_GREETED = 1048576, /* `initial` is what the opening side acknowledged first */
    SIDE_SUM_KNOWN = SIDE_SUM_RIGHT | SIDE_SUM_LEFT
};

/* One side: what an endpoint sent. */
struct side {
    uint64_t offset;      /* of `next` in the stream */
    uint64_t pass;        /* bytes from `next` on that nobody wants; PASS_ALL */
    uint64_t gap;         /* not told yet */
    uint32_t next;        /* sequence of the first byte not read */
    uint32_t ready;       /* bytes from there that are in the cells without a hole */
    uint32_t tried;       /* so many of them were not enough for the plugin */
    uint32_t shown;       /* so many of them have been offered, a segment more each time */
    uint32_t acknowledged, initial, fin;
    uint32_t first, last; /* cells, in sequence */
    uint32_t cells;
    uint32_t flags;
    uint32_t early;       /* bytes that may yet be offered again because the other side spoke */
    uint16_t unwanted;    /* so many that are ready nobody wants, if the other side's reader not */
    uint16_t asked;       /* places where all plugins were asked for nothing */
    uint32_t index[INDEX_LISTS]; /* the first cell of each of its lists */
    uint32_t window;      /* the largest the other side has offered it; 0: none is known */
    uint32_t reset, heard; /* its RST's number; behind all that the other side had said by then */
};

/* Connections by what ending one would cost; each list in the order of touched.  LIST_DOUBTED:
 * segments were put off, and nobody reads it. */
enum list_name { LIST_CLOSED, LIST_SILENT, LIST_PLAIN, LIST_DOUBTED, LIST_BUFFERED, LISTS,
                 LIST_FREE = LISTS };

/* Connections that wait for what may never come, by how long; see reassembly/streams_wait.h. */
enum wait_name { WAIT_NONE, WAIT_SHORT, WAIT_LONG, WAITS = WAIT_LONG };

enum { SCALE_UNKNOWN = 0, SCALE_NONE = 255 }; /* of connection.scale; else the shift + 1 */

/* What speaks for another connection where one stands; see reassembly/streams_opening.h. */
struct opening {
    uint32_t asked;    /* number of the SYN that would have opened it */
    uint32_t answered; /* the one behind the answer's */
    uint8_t by;        /* the side that would have opened it + 1; 0: nothing does */
    uint8_t words;     /* enum opening_word */
};

struct connection_key {
    uint8_t network[2][NC_NETWORK_ADDRESS];
    uint16_t port[2];
    uint8_t network_kind, transport_kind, depth, link_depth;
    uint64_t scope;
};

struct connection {
    uint64_t last;           /* clock of its latest segment */
    uint64_t number;         /* of the packet of that */
    uint64_t touched;        /* when it went to the end of its list */
    struct undo_links age;   /* in that list */
    uint32_t state;          /* first cell of what the plugin knows */
    uint32_t kept_first, kept_last, kept_bytes; /* what it asked to keep, nc_keep() */
    uint16_t reader;         /* index + 1, READER_UNDECIDED, READER_NONE */
    uint16_t recognised;     /* the last one that read it; 0: none */
    uint8_t list;
    uint8_t client;          /* which side */
    uint8_t opened, ending, done;
    uint8_t handed;          /* how often to another plugin */
    uint8_t goes_on;         /* there were bytes behind a RST */
    uint8_t waiting;         /* enum wait_name */
    struct undo_links due;   /* among those that wait */
    uint32_t since;          /* when it began to, in ticks of streams_wait.c */
    struct opening opening;
    uint8_t scale[2];        /* of the windows that each side offers */
    uint8_t outside[2];      /* segments in a row that no host would have taken */
    struct side side[2];
    uint32_t doubts;         /* see reassembly/streams_doubts.h */
    /* From here on nothing changes but the chain. */
    uint32_t chain;          /* the next one in its bucket */
    uint64_t tunnel;         /* here and below: of its first packet */
    struct connection_key key;
    uint16_t tag[2];
    uint8_t tunnel_kind, protocol, link_kind;
    uint8_t turn;            /* see netcap/traffic.h; 0: it was not seen to begin */
    uint8_t link[2][NC_LINK_ADDRESS];
};

struct streams_head {
    struct stream_counts counts;
    struct undo_list lists[LISTS];
    struct undo_list waits[WAITS];
    uint64_t evicted; /* clock at which one that was not over had to go, or 0 */
    struct undo_pool connections, cells;
    struct undo_pool expected;      /* see reassembly/streams_expect.h */
    struct undo_list expected_ages; /* the oldest first */
};

struct streams {
    struct stream_limits limits;
    uint64_t seed;
    uint64_t connections_at, cells_at; /* from here, in bytes */
    uint64_t expected_at;
    uint64_t linear_at, state_at;      /* memory to work in: bytes of a side in a row; a state; */
    uint64_t doubt_at, filling_at;     /* a segment that was put off; another that fills a hole */
    uint32_t mask, most_connections, most_cells, side_cells, reserve;
    struct streams_head now;
    _Alignas(64) uint32_t buckets[];
};

static inline struct connection *
connection_at(struct streams *r, uint32_t index)
{
    return (struct connection *)(void *)((uint8_t *)r + r->connections_at) + index;
}

static inline uint32_t
index_of(struct streams *r, const struct connection *c)
{
    return (uint32_t)(c - connection_at(r, 0));
}

static inline struct cell *
cell_at(struct streams *r, uint32_t index)
{
    return (struct cell *)(void *)((uint8_t *)r + r->cells_at) + index;
}

/* A RST has cut it off; it may have been none of a side's. */
static inline bool
is_cut_off(const struct connection *c)
{
    return (c->side[0].flags | c->side[1].flags) & SIDE_RESET;
}

/* Only what was under way may still come, and nothing of it is waited for. */
static inline bool
is_closed(const struct connection *c)
{
    return c->done || is_cut_off(c);
}

/* Neither side has said anything yet. */
static inline bool
is_silent(const struct connection *c)
{
    return !((c->side[0].flags | c->side[1].flags) & SIDE_DATA);
}

static inline bool
has_reader(const struct connection *c)
{
    return c->reader != READER_UNDECIDED && c->reader != READER_NONE;
}

/* Whether nothing that the receiver of this side's segments says is in the capture. */
static inline bool
is_alone(const struct connection *c, uint32_t side)
{
    return !(c->side[!side].flags & SIDE_SEEN);
}

/* Whether somebody may want what a side says from now on. */
static inline bool
is_listened_to(const struct connection *c, uint32_t side)
{
    return c->reader != READER_NONE && c->side[side].pass != PASS_ALL;
}

/* The number behind a segment of so many bytes. */
static inline uint32_t
number_behind(const struct nc_segment *seg, uint32_t size)
{
    return seg->sequence + size + !!(seg->flags & NC_FIN);
}

/* How long what a side lacks is waited for that is seen alone, or ends before what it answers. */
static inline uint64_t
one_sided_wait(const struct streams *r)
{
    const uint64_t alone = UINT64_C(30000000000), wait = r->limits.gap_wait;

    return wait > alone ? wait : alone;
}

/* Sequence numbers wrap: how far a is behind b. */
static inline int32_t
behind(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b);
}

#endif
