/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/flowtable.h"

#include "base/keyhash.h"
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
    f->turns_at = f->names_at + rounded(entries * NC_NAME_MAX, LINE);
    f->entries_at = f->turns_at + rounded(entries * sizeof(struct record_turn), LINE);
    return f->entries_at + entries * f->stride;
}

/* Entries as they are chained: in a bucket, or among those that are free. */
static struct undo_items
chained(struct flows *f)
{
    return (struct undo_items){ flow_entry(f, 0), f->stride, offsetof(struct flow_entry, chain) };
}

static struct undo_items
by_age(struct flows *f)
{
    return (struct undo_items){ flow_entry(f, 0), f->stride, offsetof(struct flow_entry, age) };
}

static uint32_t *
bucket_of(struct flows *f, uint32_t hash)
{
    return &f->buckets[hash & f->mask];
}

static bool
is_of(const void *entry, const void *key)
{
    const struct flow_entry *e = entry;
    const struct flow_key *k = key;

    return e->hash == k->hash && e->place.scope == k->scope && e->place.depth == k->depth &&
           e->place.link_depth == k->link_depth && e->id.size == k->id.size &&
           memcmp(e->id.bytes, k->id.bytes, k->id.size) == 0;
}

uint32_t
flowtable_find(struct flows *f, const struct flow_key *key)
{
    return undo_chain_find(bucket_of(f, key->hash), chained(f), is_of, key);
}

uint32_t
flowtable_add(struct flows *f, struct undo *undo, const struct flow_key *key)
{
    uint32_t index = undo_pool_take(&f->now.entries, undo, chained(f), f->most + f->most_waiting);
    struct flow_entry *e = flow_entry(f, index);

    memset(e, 0, f->stride);
    e->hash = key->hash;
    e->id = key->id;
    undo_chain_add(bucket_of(f, key->hash), undo, chained(f), index);
    undo_list_append(&f->now.open, undo, by_age(f), index);
    return index;
}

void
flowtable_remove(struct flows *f, struct undo *undo, uint32_t index)
{
    const struct flow_entry *e = flow_entry(f, index);

    undo_chain_remove(bucket_of(f, e->hash), undo, chained(f), index);
    undo_list_remove(flow_list_of(f, e), undo, by_age(f), index);
}

void
flowtable_free(struct flows *f, struct undo *undo, uint32_t index)
{
    uint32_t name = flow_entry(f, index)->name;

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
    undo_list_remove(list, undo, by_age(f), index);
    e->is.ended = end;
    undo_list_append(flow_list_of(f, e), undo, by_age(f), index);
}

void
flowtable_look_ahead(struct flows *f, const struct flow_key *keys, uint32_t i, uint32_t n)
{
    enum { BUCKET_AHEAD = 12, ENTRY_AHEAD = 8, NEIGHBOURS_AHEAD = 4 };
    uint32_t index;

    if (i + BUCKET_AHEAD >= n)
        return;
    __builtin_prefetch(bucket_of(f, keys[i + BUCKET_AHEAD].hash));
    index = *bucket_of(f, keys[i + ENTRY_AHEAD].hash);
    for (size_t at = 0; index && at < f->stride; at += LINE)
        __builtin_prefetch((const uint8_t *)flow_entry(f, index) + at, 1);
    index = *bucket_of(f, keys[i + NEIGHBOURS_AHEAD].hash);
    if (index) {
        __builtin_prefetch(flow_entry(f, flow_entry(f, index)->age.before), 1);
        __builtin_prefetch(flow_entry(f, flow_entry(f, index)->age.after), 1);
    }
}
