/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/flowtable.h"

#include <string.h>

enum { LEAST_BUCKETS = 16, SECOND = 1000000000, LINE = 64 };

static uint64_t
buckets_for(uint64_t most)
{
    uint64_t n = LEAST_BUCKETS;

    while (n < most)
        n *= 2;
    return n;
}

static size_t
rounded(size_t size, size_t to)
{
    return (size + to - 1) / to * to;
}

static size_t
stride_of(size_t state_size)
{
    return rounded(sizeof(struct flow_entry) + state_size, alignof(struct flow_entry));
}

static size_t
parts_at(uint64_t most)
{
    return rounded(sizeof(struct flows) + buckets_for(most) * sizeof(uint32_t), LINE);
}

static size_t
entries_at(uint64_t most)
{
    return parts_at(most) + PARTS_SETS * sizeof(struct parts_set);
}

size_t
flows_size(const struct nc_flow_limits *limits, size_t state_size)
{
    return entries_at(limits->max_flows) + limits->max_flows * stride_of(state_size);
}

void
flows_setup(struct flows *f, const struct nc_flow_limits *limits, size_t state_size, uint64_t seed)
{
    f->idle = limits->idle_timeout * SECOND;
    f->active = limits->active_timeout * SECOND;
    f->most = limits->max_flows;
    f->seed = seed;
    f->state_size = state_size;
    f->stride = stride_of(state_size);
    f->parts_at = parts_at(f->most);
    f->entries_at = entries_at(f->most);
    f->mask = buckets_for(f->most) - 1;
}

uint32_t
flowtable_find(struct flows *f, const struct flow_key *key)
{
    uint32_t index = f->buckets[key->hash & f->mask];

    while (index) {
        const struct flow_entry *e = flow_entry(f, index);

        if (e->hash == key->hash && e->id.size == key->id.size &&
            memcmp(e->id.bytes, key->id.bytes, key->id.size) == 0)
            return index;
        index = e->chain;
    }
    return 0;
}

static void
append(struct flows *f, struct undo *undo, struct flow_list *list, uint32_t index)
{
    struct flow_entry *e = flow_entry(f, index);

    e->before = list->last;
    e->after = 0;
    if (list->last)
        UNDO_SET(undo, flow_entry(f, list->last)->after, index);
    else
        list->first = index;
    list->last = index;
}

static void
unlink_from(struct flows *f, struct undo *undo, struct flow_list *list, const struct flow_entry *e)
{
    if (e->before)
        UNDO_SET(undo, flow_entry(f, e->before)->after, e->after);
    else
        list->first = e->after;
    if (e->after)
        UNDO_SET(undo, flow_entry(f, e->after)->before, e->before);
    else
        list->last = e->before;
}

/* An entry that was given back may have been so by this very packet, and what stands in it be
 * needed to roll that back. */
static uint32_t
take(struct flows *f, struct undo *undo)
{
    uint32_t index = f->now.free;

    if (!index)
        return ++f->now.made;
    undo_save(undo, flow_entry(f, index), (uint32_t)f->stride);
    f->now.free = flow_entry(f, index)->chain;
    return index;
}

uint32_t
flowtable_add(struct flows *f, struct undo *undo, const struct flow_key *key)
{
    uint32_t index = take(f, undo), *bucket = &f->buckets[key->hash & f->mask];
    struct flow_entry *e = flow_entry(f, index);

    memset(e, 0, f->stride);
    e->hash = key->hash;
    e->chain = *bucket;
    e->id = key->id;
    UNDO_SET(undo, *bucket, index);
    append(f, undo, &f->now.open, index);
    f->now.n++;
    return index;
}

void
flowtable_remove(struct flows *f, struct undo *undo, uint32_t index)
{
    struct flow_entry *e = flow_entry(f, index);
    uint32_t *link = &f->buckets[e->hash & f->mask];

    while (*link != index)
        link = &flow_entry(f, *link)->chain;
    UNDO_SET(undo, *link, e->chain);
    unlink_from(f, undo, flow_list_of(f, e), e);
    UNDO_SET(undo, e->chain, f->now.free);
    f->now.free = index;
    f->now.n--;
}

void
flowtable_seen(struct flows *f, struct undo *undo, uint32_t index, uint32_t end)
{
    struct flow_entry *e = flow_entry(f, index);
    struct flow_list *list = flow_list_of(f, e);

    if (end == e->is.ended && list->last == index)
        return;
    unlink_from(f, undo, list, e);
    e->is.ended = end;
    append(f, undo, flow_list_of(f, e), index);
}

/* The bucket first, then the entry, then its neighbours in the list. */
void
flows_look_ahead(struct flows *f, const struct flow_key *keys, uint32_t i, uint32_t n)
{
    enum { BUCKET_AHEAD = 12, ENTRY_AHEAD = 8, NEIGHBOURS_AHEAD = 4 };
    uint32_t index;

    if (i + BUCKET_AHEAD >= n)
        return;
    __builtin_prefetch(&f->buckets[keys[i + BUCKET_AHEAD].hash & f->mask]);
    index = f->buckets[keys[i + ENTRY_AHEAD].hash & f->mask];
    for (size_t at = 0; index && at < f->stride; at += LINE)
        __builtin_prefetch((const uint8_t *)flow_entry(f, index) + at, 1);
    index = f->buckets[keys[i + NEIGHBOURS_AHEAD].hash & f->mask];
    if (index) {
        __builtin_prefetch(flow_entry(f, flow_entry(f, index)->before), 1);
        __builtin_prefetch(flow_entry(f, flow_entry(f, index)->after), 1);
    }
}
