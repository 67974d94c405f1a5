/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_table.h"

#include "base/keyhash.h"
#include "shared/undo_chain.h"

#include <string.h>

_Static_assert(sizeof(struct connection) <= 384, "a connection that says nothing is cheap");

enum { SECOND = 1000000000 };

/* Connections as they are chained: in a bucket, or among those that are free. */
static struct undo_items
chained(struct streams *r)
{
    return (struct undo_items){ connection_at(r, 0), sizeof(struct connection),
                                offsetof(struct connection, chain) };
}

static struct undo_items
by_age(struct streams *r)
{
    return (struct undo_items){ connection_at(r, 0), sizeof(struct connection),
                                offsetof(struct connection, age) };
}

static uint32_t *
bucket_of(struct streams *r, const struct connection_key *key)
{
    return &r->buckets[keyhash(r->seed, key, sizeof *key) & r->mask];
}

static bool
has_key(const void *connection, const void *key)
{
    const struct connection *c = connection;

    return memcmp(&c->key, key, sizeof c->key) == 0;
}

struct connection *
connection_find(struct stream_call *call, const struct connection_key *key)
{
    struct streams *r = call->streams;
    uint32_t i = undo_chain_find(bucket_of(r, key), chained(r), has_key, key);

    return i ? connection_at(r, i) : NULL;
}

uint64_t
connection_fetch_bucket(struct streams *r, const struct connection_key *key)
{
    uint32_t *bucket = bucket_of(r, key);

    __builtin_prefetch(bucket);
    return (uint64_t)(bucket - r->buckets) + 1;
}

void
connection_fetch(struct streams *r, uint64_t place)
{
    enum { LINE = 64 };
    uint32_t i = r->buckets[(place - 1) & r->mask];

    for (size_t at = 0; i && at < sizeof(struct connection); at += LINE)
        __builtin_prefetch((const uint8_t *)connection_at(r, i) + at, 1);
}

/* A call changes the connection of its segment, again and again, and a few that it ends. */
void
connection_save(struct stream_call *call, struct connection *c)
{
    uint32_t i = index_of(call->streams, c);

    if (call->saved[0] == i || call->saved[1] == i)
        return;
    undo_save(call->undo, c, offsetof(struct connection, chain));
    call->saved[1] = call->saved[0];
    call->saved[0] = i;
}

static void
unlist(struct stream_call *call, struct connection *c)
{
    struct streams *r = call->streams;

    if (c->list == LIST_FREE)
        return;
    undo_list_remove(&r->now.lists[c->list], call->undo, by_age(r), index_of(r, c));
    c->list = LIST_FREE;
}

static enum list_name
list_of(const struct connection *c)
{
    const struct side *a = &c->side[0], *b = &c->side[1];

    if (c->doubts && !has_reader(c))
        return LIST_DOUBTED;
    if (c->done || (is_cut_off(c) && !c->goes_on))
        return LIST_CLOSED;
    if (a->first || b->first || c->state || c->kept_first || c->doubts)
        return LIST_BUFFERED;
    return (a->flags | b->flags) & SIDE_DATA ? LIST_PLAIN : LIST_SILENT;
}

/* Lists are in the order of clocks to the second: most segments change nothing in them.  A closed
 * connection stays where it is, whatever still comes. */
void
connection_list(struct stream_call *call, struct connection *c)
{
    struct streams *r = call->streams;
    enum list_name name = list_of(c);

    if (c->list == name && (name == LIST_CLOSED || call->clock - c->touched < SECOND))
        return;
    unlist(call, c);
    c->list = (uint8_t)name;
    c->touched = call->clock;
    undo_list_append(&r->now.lists[name], call->undo, by_age(r), index_of(r, c));
}

void
connection_remove(struct stream_call *call, struct connection *c)
{
    struct streams *r = call->streams;
    uint32_t i = index_of(r, c);

    connection_save(call, c);
    undo_chain_remove(bucket_of(r, &c->key), call->undo, chained(r), i);
    unlist(call, c);
    undo_pool_give(&r->now.connections, call->undo, chained(r), i, i, 1);
}

/* Those that are closed anyway, that said nothing yet, then the one silent longest. */
struct connection *
connection_to_end(struct streams *r)
{
    const struct undo_list *lists = r->now.lists;
    uint32_t oldest = 0;

    if (lists[LIST_CLOSED].first)
        return connection_at(r, lists[LIST_CLOSED].first);
    if (lists[LIST_SILENT].first)
        return connection_at(r, lists[LIST_SILENT].first);
    for (int i = LIST_PLAIN; i < LISTS; i++) {
        uint32_t first = lists[i].first;

        if (first && (!oldest || connection_at(r, first)->touched <
                                     connection_at(r, oldest)->touched))
            oldest = first;
    }
    return connection_at(r, oldest);
}

bool
connections_are_full(const struct streams *r)
{
    return r->now.connections.used == r->most_connections;
}

struct connection *
connection_new(struct stream_call *call, const struct connection_key *key,
               const struct nc_tails *between, bool swapped)
{
    struct streams *r = call->streams;
    uint32_t i = undo_pool_take(&r->now.connections, call->undo, chained(r), r->most_connections);
    struct connection *c = connection_at(r, i);

    memset(c, 0, sizeof *c);
    c->list = LIST_FREE;
    c->key = *key;
    c->link_kind = between->link_kind;
    c->tunnel = between->place.tunnel;
    c->tunnel_kind = between->place.tunnel_kind;
    memcpy(c->tag, between->place.tag, sizeof c->tag);
    c->protocol = between->protocol;
    memcpy(c->link[swapped], between->link[0], NC_LINK_ADDRESS);
    memcpy(c->link[!swapped], between->link[1], NC_LINK_ADDRESS);
    undo_chain_add(bucket_of(r, key), call->undo, chained(r), i);
    call->saved[1] = call->saved[0];
    call->saved[0] = i;
    r->now.counts.connections++;
    return c;
}
