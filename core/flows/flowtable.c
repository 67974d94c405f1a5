/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/flowtable.h"

#include "base/keyhash.h"
#include "flows/openings.h"
#include "shared/undo_chain.h"

#include <string.h>

enum { SECOND = 1000000000, LINE = 64 };

static size_t
rounded(size_t size, size_t to)
{
    return (size + to - 1) / to * to;
}

uint64_t
flow_hash(uint64_t seed, uint64_t scope, uint8_t depth, uint8_t link_depth,
          const struct nc_flow_id *id)
{
    uint64_t place = scope ^ (uint64_t)depth << 40 ^ (uint64_t)link_depth << 48;

    return keyhash(seed ^ place * UINT64_C(0x9e3779b97f4a7c15), id->bytes, id->size);
}

uint64_t
flow_hash_of_parts(const struct flow_entry *e)
{
    return flow_hash(0, e->place.scope, e->place.depth, e->place.link_depth, &e->id);
}

size_t
flowtable_lay_out(struct flows *f, const struct nc_flow_limits *limits, size_t state_size)
{
    uint64_t buckets = undo_chain_buckets(limits->max_flows), entries;

    f->idle = limits->idle_timeout * SECOND;
    f->active = limits->active_timeout * SECOND;
    f->most = (uint32_t)limits->max_flows;
    f->most_waiting = 1 + f->most / FLOWS_WAITING;
    entries = 2 + (uint64_t)f->most + f->most_waiting; /* the first is none, one is on its way */
    f->mask = buckets - 1;
    f->state_size = state_size;
    f->stride = rounded(sizeof(struct flow_entry) + state_size, LINE);
    f->parts_at = rounded(sizeof *f + buckets * sizeof f->buckets[0], LINE);
    f->names_at = f->parts_at + sizeof(struct parts);
    f->links_at = f->names_at + rounded(entries * NC_NAME_MAX, LINE);
    f->turns_at = f->links_at + rounded(entries * sizeof(struct flow_link), LINE);
    f->entries_at = f->turns_at + rounded(entries * sizeof(struct record_turn), LINE);
    f->openings_at = f->entries_at + entries * f->stride;
    return f->openings_at + openings_size(state_size);
}

/* Flows as they are chained: in a bucket, or among those that are free. */
static struct undo_items
chained(struct flows *f)
{
    return (struct undo_items){ flow_links(f), sizeof(struct flow_link),
                                offsetof(struct flow_link, chain) };
}

static struct undo_items
by_age(struct flows *f)
{
    return (struct undo_items){ flow_links(f), sizeof(struct flow_link),
                                offsetof(struct flow_link, age) };
}

static uint32_t *
bucket_of(struct flows *f, uint32_t hash)
{
    return &f->buckets[hash & f->mask];
}

static bool
is_of(const struct flow_entry *e, const struct flow_key *k)
{
    return e->place.scope == k->scope && e->place.depth == k->depth &&
           e->place.link_depth == k->link_depth && e->id.size == k->id.size &&
           memcmp(e->id.bytes, k->id.bytes, k->id.size) == 0;
}

/* The first one from here on along the chain that has this hash. */
static uint32_t
hashed(struct flows *f, uint32_t index, uint32_t hash)
{
    while (index && flow_links(f)[index].hash != hash)
        index = flow_links(f)[index].chain;
    return index;
}

uint32_t
flowtable_find(struct flows *f, const struct flow_key *key)
{
    uint32_t index = hashed(f, *bucket_of(f, key->hash), key->hash);

    while (index && !is_of(flow_entry(f, index), key))
        index = hashed(f, flow_links(f)[index].chain, key->hash);
    return index;
}

/* What lies in an entry that is free matters to nobody, unless the packet at work gave it back. */
static uint32_t
take(struct flows *f, struct undo *undo)
{
    bool fresh = f->now.entries.fresh > 0;
    uint32_t index = undo_pool_take(&f->now.entries, undo, chained(f), f->most + f->most_waiting);

    if (fresh)
        undo_save(undo, flow_entry(f, index), (uint32_t)f->stride);
    memset(flow_entry(f, index), 0, f->stride);
    return index;
}

uint32_t
flowtable_add(struct flows *f, struct undo *undo, const struct flow_key *key)
{
    uint32_t index = take(f, undo);

    flow_entry(f, index)->id = key->id;
    flow_links(f)[index].hash = key->hash;
    undo_chain_add(bucket_of(f, key->hash), undo, chained(f), index);
    undo_list_append(&f->now.open, undo, by_age(f), index);
    return index;
}

void
flowtable_remove(struct flows *f, struct undo *undo, uint32_t index)
{
    undo_chain_remove(bucket_of(f, flow_links(f)[index].hash), undo, chained(f), index);
    undo_list_remove(flow_list_of(f, flow_entry(f, index)), undo, by_age(f), index);
}

void
flowtable_free(struct flows *f, struct undo *undo, uint32_t index)
{
    uint32_t name = flow_entry(f, index)->name;

    openings_free(f, undo, flow_entry(f, index)->opening);
    if (name)
        undo_pool_give(&f->now.names, undo, flow_names(f), name, name, 1);
    undo_pool_give(&f->now.entries, undo, chained(f), index, index, 1);
}

void
flowtable_seen(struct flows *f, struct undo *undo, uint32_t index, uint32_t end)
{
    struct flow_entry *e = flow_entry(f, index);
    struct undo_list *list = flow_list_of(f, e);

    if (end == e->is.ended && list->last == index)
        return;
    undo_save(undo, &flow_links(f)[index].age, sizeof(struct undo_links));
    undo_list_remove(list, undo, by_age(f), index);
    e->is.ended = end;
    undo_list_append(flow_list_of(f, e), undo, by_age(f), index);
}

void
flowtable_look_ahead(struct flows *f, const struct flow_key *keys, uint32_t i, uint32_t n)
{
    enum { BUCKET_AHEAD = 16, LINK_AHEAD = 12, ENTRY_AHEAD = 8, NEIGHBOURS_AHEAD = 4 };
    const struct flow_link *links = flow_links(f);
    uint32_t index, hash;

    if (i + BUCKET_AHEAD >= n)
        return;
    __builtin_prefetch(bucket_of(f, keys[i + BUCKET_AHEAD].hash));
    __builtin_prefetch(&links[*bucket_of(f, keys[i + LINK_AHEAD].hash)], 1);
    hash = keys[i + ENTRY_AHEAD].hash;
    index = hashed(f, *bucket_of(f, hash), hash);
    for (size_t at = 0; index && at < f->stride; at += LINE)
        __builtin_prefetch((const uint8_t *)flow_entry(f, index) + at, 1);
    index = *bucket_of(f, keys[i + NEIGHBOURS_AHEAD].hash);
    __builtin_prefetch(&links[links[index].age.before], 1);
    __builtin_prefetch(&links[links[index].age.after], 1);
}
