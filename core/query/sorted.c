/* SPDX-License-Identifier: Apache-2.0 */
#include "query/sorted.h"

#include "base/memory.h"
#include "query/run_merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct sorted {
    struct sorted_plan plan;
    struct order order;
    struct values *values;
    struct pool pool, other; /* where the items are, and where those go that stay */
    struct item **items;
    size_t count, size, at;
    uint64_t added;
    bool in_order;
    struct runs *runs; /* what did not fit into memory; NULL: all did */
    struct run_merge *merge;
    uint64_t left; /* to be given out of those */
    int error;
};

struct sorted *
sorted_new(const struct sorted_plan *plan, char *why, size_t why_size)
{
    struct sorted *sorted = need(1, sizeof *sorted);

    sorted->plan = *plan;
    sorted->values = values_new(plan->record);
    if (order_new(&sorted->order, plan->record, plan->fields, why, why_size))
        return sorted;
    sorted_free(sorted);
    return NULL;
}

void
sorted_free(struct sorted *sorted)
{
    if (!sorted)
        return;
    order_free(&sorted->order);
    values_free(sorted->values);
    pool_free(&sorted->pool);
    pool_free(&sorted->other);
    run_merge_free(sorted->merge);
    runs_free(sorted->runs);
    free(sorted->items);
    free(sorted);
}

const char *
sorted_damage(const struct sorted *sorted)
{
    return values_damage(sorted->values);
}

static void
put_in_order(struct sorted *sorted)
{
    if (sorted->order.columns.count && sorted->count)
        qsort_r(sorted->items, sorted->count, sizeof *sorted->items, order_compare, &sorted->order);
    sorted->in_order = true;
    if (sorted->count <= sorted->plan.limit)
        return;
    if (sorted->plan.last)
        memmove(sorted->items, sorted->items + sorted->count - sorted->plan.limit,
                sorted->plan.limit * sizeof *sorted->items);
    sorted->count = sorted->plan.limit;
}

/* Bytes that lie in the record are now in its copy, others are copied as well. */
static void
move_places(struct pool *pool, struct item *item, const uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct key *key = &item->places[i].key;

        if (!item->places[i].there || !key->is_bytes || !key->size)
            continue;
        if (key->bytes >= from && key->bytes < from + item->size)
            key->bytes = item->bytes + (key->bytes - from);
        else
            key->bytes = memcpy(pool_take(pool, key->size), key->bytes, key->size);
    }
}

static struct item *
copy_item(struct sorted *sorted, struct pool *pool, const struct item *item)
{
    size_t count = sorted->order.columns.count;
    size_t size = sizeof *item + count * sizeof *item->places;
    struct item *copy = memcpy(pool_take(pool, size), item, size);
    uint8_t *bytes = pool_take(pool, item->size + 1);

    if (item->size)
        memcpy(bytes, item->bytes, item->size);
    copy->bytes = bytes;
    move_places(pool, copy, item->bytes, count);
    return copy;
}

/* Lets go of what will not be among those that are kept. */
static void
prune(struct sorted *sorted)
{
    struct pool full = sorted->pool;

    put_in_order(sorted);
    sorted->in_order = false;
    for (size_t i = 0; i < sorted->count; i++)
        sorted->items[i] = copy_item(sorted, &sorted->other, sorted->items[i]);
    pool_reset(&full);
    sorted->pool = sorted->other;
    sorted->other = full;
}

/* Whether there is memory for one more.  What stays after pruning leaves space for many more, or it
 * is too much: not each record is to be paid for with an order of all. */
static bool
has_space(struct sorted *sorted, size_t size)
{
    size_t most = sorted->plan.memory;

    if (sorted->count > sorted->plan.limit &&
        (sorted->count - sorted->plan.limit) / 2 > sorted->plan.limit + 512)
        prune(sorted);
    if (sorted->pool.total + size <= most)
        return true;
    if (sorted->count <= sorted->plan.limit)
        return false;
    prune(sorted);
    return sorted->pool.total + size <= most / 4 * 3;
}

/* Makes one run of all, in the other file. */
static bool
merge_runs(struct sorted *sorted)
{
    struct run_merge *merge = run_merge_new(sorted->runs, &sorted->order, sorted->plan.record);
    const uint8_t *record;
    bool ok = true;
    size_t size;

    runs_replace(sorted->runs);
    while (ok && (record = run_merge_next(merge, &size)))
        ok = runs_put(sorted->runs, record, size);
    if (run_merge_error(merge)) {
        errno = run_merge_error(merge);
        ok = false;
    }
    run_merge_free(merge);
    return ok && runs_end(sorted->runs);
}

static bool
write_run(struct sorted *sorted)
{
    put_in_order(sorted);
    sorted->in_order = false;
    for (size_t i = 0; i < sorted->count; i++)
        if (!runs_put(sorted->runs, sorted->items[i]->bytes, sorted->items[i]->size))
            return false;
    sorted->count = 0;
    pool_reset(&sorted->pool);
    return runs_end(sorted->runs) && (runs_count(sorted->runs) < RUNS_MOST || merge_runs(sorted));
}

/* What is in memory goes to disk, to make space for others. */
static enum sorted_took
spill(struct sorted *sorted)
{
    if (!sorted->plan.files)
        return SORTED_FULL;
    if (!sorted->runs)
        sorted->runs = runs_new(sorted->plan.files);
    if (!sorted->count || write_run(sorted))
        return SORTED_TOOK;
    sorted->error = errno;
    return SORTED_FAILED;
}

static void
keep(struct sorted *sorted, const struct item *item)
{
    if (sorted->count == sorted->size) {
        sorted->size = 2 * sorted->size + 64;
        sorted->items = grow(sorted->items, sorted->size * sizeof *sorted->items);
    }
    sorted->items[sorted->count++] = copy_item(sorted, &sorted->pool, item);
}

enum sorted_took
sorted_add(struct sorted *sorted, const uint8_t *bytes, size_t size)
{
    size_t count = sorted->order.columns.count;
    struct item *item = need(1, sizeof *item + count * sizeof *item->places);
    uint8_t(*spaces)[TEST_KEY] = need(count + 1, sizeof *spaces);
    const struct value *record = values_decode(sorted->values, bytes, size);
    enum sorted_took took = SORTED_TOOK;

    item->bytes = bytes;
    item->size = size;
    item->number = sorted->added++;
    if (!record)
        took = SORTED_DAMAGED;
    else if (!has_space(sorted, size + sizeof *item + count * sizeof *item->places))
        took = spill(sorted);
    if (took == SORTED_TOOK) {
        order_find(&sorted->order, sorted->values, record, item, spaces);
        keep(sorted, item);
    }
    free(spaces);
    free(item);
    return took;
}

/* All that is in memory is a run as well. */
static bool
begin_merge(struct sorted *sorted)
{
    if (sorted->count && !write_run(sorted)) {
        sorted->error = errno;
        return false;
    }
    sorted->left = runs_records(sorted->runs);
    sorted->merge = run_merge_new(sorted->runs, &sorted->order, sorted->plan.record);
    return true;
}

static const uint8_t *
next_merged(struct sorted *sorted, size_t *size)
{
    const uint8_t *record;

    if (sorted->error || (!sorted->merge && !begin_merge(sorted)) ||
        (!sorted->plan.last && sorted->at == sorted->plan.limit))
        return NULL;
    do {
        record = run_merge_next(sorted->merge, size);
    } while (record && sorted->plan.last && sorted->left-- > sorted->plan.limit);
    sorted->error = run_merge_error(sorted->merge);
    sorted->at += record != NULL;
    return record;
}

const uint8_t *
sorted_next(struct sorted *sorted, size_t *size)
{
    const struct item *item;

    if (sorted->runs)
        return next_merged(sorted, size);
    if (!sorted->in_order)
        put_in_order(sorted);
    if (sorted->at == sorted->count)
        return NULL;
    item = sorted->items[sorted->at++];
    *size = item->size;
    return item->bytes;
}

int
sorted_error(const struct sorted *sorted)
{
    return sorted->error;
}
