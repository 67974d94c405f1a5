/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_state.h"

#include "base/keyhash.h"

#include <stdatomic.h>
#include <string.h>

_Static_assert(sizeof(struct block) == BLOCK_SIZE, "blocks are as large as is said");
_Static_assert(sizeof(struct connection) <= 288, "a connection that says nothing is cheap");

enum { RESERVE = 160, PAGE = 4096, SECOND = 1000000000 };

static uint64_t
whole_pages(uint64_t size)
{
    return (size + PAGE - 1) / PAGE * PAGE;
}

static uint32_t
at_most(uint64_t value, uint32_t most)
{
    return value < most ? (uint32_t)value : most;
}

/* Lays the region out; how many bytes it takes. */
static size_t
lay_out(const struct stream_limits *limits, struct streams *s)
{
    uint32_t buckets = 16;
    uint64_t at;

    s->limits = *limits;
    s->most_connections = limits->streams ? at_most(limits->streams, 1u << 26) : 1;
    s->most_blocks = at_most(limits->memory / BLOCK_SIZE, 1u << 30);
    s->side_blocks = at_most(limits->side / BLOCK_DATA + 1, 1u << 20);
    s->reserve = at_most(s->most_blocks / 4, RESERVE);
    while (buckets < s->most_connections)
        buckets *= 2;
    s->mask = buckets - 1;
    at = whole_pages(sizeof *s + (uint64_t)buckets * sizeof s->buckets[0]);
    s->connections = at;
    at += whole_pages((s->most_connections + (uint64_t)1) * sizeof(struct connection));
    s->blocks = at;
    at += whole_pages((s->most_blocks + (uint64_t)1) * BLOCK_SIZE);
    s->state = at;
    at += 2 * NC_STATE_MAX;
    s->linear = at;
    return (size_t)(at + whole_pages((s->side_blocks + (uint64_t)1) * BLOCK_DATA + SEGMENT_MAX));
}

size_t
streams_size(const struct stream_limits *limits)
{
    struct streams s;

    return lay_out(limits, &s);
}

void
streams_setup(struct streams *s, const struct stream_limits *limits, uint64_t seed)
{
    lay_out(limits, s);
    s->seed = seed;
}

const struct stream_counts *
streams_counts(const struct streams *s)
{
    return &s->now.counts;
}

/* What the packets before freed may be used now: no rollback goes back that far. */
static void
reclaim(struct work *w)
{
    struct streams_head *now = &w->s->now;
    struct block *last = block_at(w->s, now->freed_last);

    UNDO_SET(w->undo, last->next, now->free_block);
    now->free_block = now->freed_first;
    now->freed_first = now->freed_last = 0;
}

void
work_begin(struct work *w, const struct stream_job *job, uint64_t clock)
{
    bool packet_begins = atomic_load_explicit(&job->undo->used, memory_order_relaxed) == 0;

    *w = (struct work){ .job = job, .s = job->streams, .undo = job->undo, .clock = clock };
    undo_save(w->undo, &w->s->now, sizeof w->s->now);
    if (packet_begins && w->s->now.freed_first)
        reclaim(w);
}

static uint32_t *
bucket_of(struct streams *s, const struct key *key)
{
    return &s->buckets[keyhash(s->seed, key, sizeof *key) & s->mask];
}

struct connection *
connection_find(struct work *w, const struct key *key)
{
    uint32_t i = *bucket_of(w->s, key);

    while (i) {
        struct connection *c = connection_at(w->s, i);

        if (memcmp(&c->key, key, sizeof *key) == 0)
            return c;
        i = c->chain;
    }
    return NULL;
}

/* A call changes the connection of its segment, again and again, and a few that it ends. */
void
connection_save(struct work *w, struct connection *c)
{
    uint32_t i = index_of(w->s, c);

    if (w->saved[0] == i || w->saved[1] == i)
        return;
    undo_save(w->undo, c, offsetof(struct connection, chain));
    w->saved[1] = w->saved[0];
    w->saved[0] = i;
}

static void
unlist(struct work *w, struct connection *c)
{
    struct list *list = &w->s->now.lists[c->list];

    if (c->list == LIST_FREE)
        return;
    if (c->earlier)
        UNDO_SET(w->undo, connection_at(w->s, c->earlier)->later, c->later);
    else
        list->first = c->later;
    if (c->later)
        UNDO_SET(w->undo, connection_at(w->s, c->later)->earlier, c->earlier);
    else
        list->last = c->earlier;
    c->list = LIST_FREE;
}

static enum list_name
list_of(const struct connection *c)
{
    const struct half *a = &c->half[0], *b = &c->half[1];

    if (is_closing(c))
        return LIST_CLOSED;
    if (a->first || b->first || c->state || c->kept_first)
        return LIST_KEEPING;
    return (a->flags | b->flags) & HALF_DATA ? LIST_PLAIN : LIST_SILENT;
}

/* Lists are in the order of clocks to the second: most segments change nothing in them.  A closed
 * connection stays where it is, whatever still comes. */
void
connection_list(struct work *w, struct connection *c)
{
    enum list_name name = list_of(c);
    struct list *list = &w->s->now.lists[name];
    uint32_t i = index_of(w->s, c);

    if (c->list == name && (name == LIST_CLOSED || w->clock - c->touched < SECOND))
        return;
    unlist(w, c);
    c->list = (uint8_t)name;
    c->touched = w->clock;
    c->earlier = list->last;
    c->later = 0;
    if (list->last)
        UNDO_SET(w->undo, connection_at(w->s, list->last)->later, i);
    else
        list->first = i;
    list->last = i;
}

void
connection_remove(struct work *w, struct connection *c)
{
    uint32_t i = index_of(w->s, c);
    uint32_t *at = bucket_of(w->s, &c->key);

    connection_save(w, c);
    while (*at != i)
        at = &connection_at(w->s, *at)->chain;
    UNDO_SET(w->undo, *at, c->chain);
    unlist(w, c);
    UNDO_SET(w->undo, c->chain, w->s->now.free_connection);
    w->s->now.free_connection = i;
}

/* Those that are closed anyway, that said nothing yet, then the one silent longest. */
struct connection *
connection_dispensable(struct streams *s)
{
    const struct list *lists = s->now.lists;
    struct connection *plain = connection_at(s, lists[LIST_PLAIN].first);
    struct connection *keeping = connection_at(s, lists[LIST_KEEPING].first);

    if (lists[LIST_CLOSED].first)
        return connection_at(s, lists[LIST_CLOSED].first);
    if (lists[LIST_SILENT].first)
        return connection_at(s, lists[LIST_SILENT].first);
    if (!lists[LIST_PLAIN].first)
        return keeping;
    return lists[LIST_KEEPING].first && keeping->touched < plain->touched ? keeping : plain;
}

/* An entry that was free before this packet or became free by it; it is saved as a whole. */
static struct connection *
take_entry(struct work *w)
{
    struct streams_head *now = &w->s->now;
    struct connection *c;

    if (!now->free_connection && now->highest_connection == w->s->most_connections) {
        c = connection_dispensable(w->s);
        if (!c->done)
            now->counts.evicted++;
        streams_end(w, c);
        if (w->job->pkt->full)
            return NULL;
        connection_remove(w, c);
    }
    if (!now->free_connection)
        return connection_at(w->s, ++now->highest_connection);
    c = connection_at(w->s, now->free_connection);
    now->free_connection = c->chain;
    undo_save(w->undo, c, sizeof *c);
    return c;
}

struct connection *
connection_new(struct work *w, const struct key *key, const struct segment *seg, bool swapped)
{
    struct connection *c = take_entry(w);
    uint32_t *bucket = bucket_of(w->s, key);

    if (!c)
        return NULL;
    memset(c, 0, sizeof *c);
    c->list = LIST_FREE;
    c->key = *key;
    c->link_kind = seg->between.link_kind;
    memcpy(c->link[swapped], seg->between.link[0], NC_LINK_ADDRESS);
    memcpy(c->link[!swapped], seg->between.link[1], NC_LINK_ADDRESS);
    c->chain = *bucket;
    UNDO_SET(w->undo, *bucket, index_of(w->s, c));
    w->saved[1] = w->saved[0];
    w->saved[0] = index_of(w->s, c);
    w->s->now.counts.connections++;
    return c;
}

/* What lies in a block that this packet freed is in no journal yet. */
static uint32_t
take_freed(struct work *w)
{
    struct streams_head *now = &w->s->now;
    uint32_t i = now->freed_first;

    undo_save(w->undo, block_at(w->s, i), BLOCK_SIZE);
    now->freed_first = block_at(w->s, i)->next;
    if (!now->freed_first)
        now->freed_last = 0;
    return i;
}

uint32_t
block_take(struct work *w)
{
    struct streams_head *now = &w->s->now;
    uint32_t i = 0;

    if (now->free_block) {
        i = now->free_block;
        now->free_block = block_at(w->s, i)->next;
        undo_save(w->undo, &block_at(w->s, i)->next, sizeof now->free_block);
    } else if (now->highest_block < w->s->most_blocks)
        i = ++now->highest_block;
    else if (now->freed_first)
        i = take_freed(w);
    if (i) {
        memset(block_at(w->s, i), 0, offsetof(struct block, data));
        now->blocks++;
    }
    return i;
}

void
block_save(struct work *w, struct block *b)
{
    undo_save(w->undo, b, offsetof(struct block, data));
}

void
blocks_free(struct work *w, uint32_t first, uint32_t last)
{
    struct streams_head *now = &w->s->now;

    for (uint32_t i = first; i != last; i = block_at(w->s, i)->next)
        now->blocks--;
    now->blocks--;
    if (block_at(w->s, last)->next)
        UNDO_SET(w->undo, block_at(w->s, last)->next, 0);
    if (now->freed_last)
        UNDO_SET(w->undo, block_at(w->s, now->freed_last)->next, first);
    else
        now->freed_first = first;
    now->freed_last = last;
}
