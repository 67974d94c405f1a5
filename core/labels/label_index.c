/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_index.h"

#include "base/keyhash.h"
#include "base/memory.h"

#include <stdlib.h>
#include <sys/random.h>

enum { MOST_BITS = 24 };

void
label_index_begin(struct label_index *index)
{
    *index = (struct label_index){ .count = 0 };
    /* Without one the keys still differ, but could be chosen to be found slowly. */
    if (getrandom(index->seed, sizeof index->seed, GRND_NONBLOCK) < 0)
        index->seed[1] = 1;
}

void
label_index_free(struct label_index *index)
{
    free(index->spans);
    free(index->starts);
}

struct label_key
label_key(const struct label_index *index, const void *bytes, size_t size)
{
    return (struct label_key){ { keyhash(index->seed[0], bytes, size),
                                 keyhash(index->seed[1], bytes, size) } };
}

void
label_index_add(struct label_index *index, const struct label_key *key, int64_t begin, int64_t end,
                const struct label_key *says, uint32_t label)
{
    if (index->count == index->size) {
        index->size = 2 * index->size + 1024;
        index->spans = grow(index->spans, index->size * sizeof *index->spans);
    }
    index->spans[index->count++] =
        (struct label_span){ .key = *key,
                             .begin = begin,
                             .end = end,
                             .latest = (int64_t)says->hash[0], /* until they are built */
                             .soonest = (int64_t)says->hash[1],
                             .label = label };
}

static int
by_key(const struct label_key *a, const struct label_key *b)
{
    if (a->hash[0] != b->hash[0])
        return a->hash[0] < b->hash[0] ? -1 : 1;
    return (a->hash[1] > b->hash[1]) - (a->hash[1] < b->hash[1]);
}

/* 0: they are the same, but for the line. */
static int
by_all(const struct label_span *a, const struct label_span *b)
{
    int keys = by_key(&a->key, &b->key);

    if (keys)
        return keys;
    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    if (a->latest != b->latest)
        return a->latest < b->latest ? -1 : 1;
    return (a->soonest > b->soonest) - (a->soonest < b->soonest);
}

static int
by_all_and_label(const void *left, const void *right)
{
    const struct label_span *a = left, *b = right;
    int all = by_all(a, b);

    return all ? all : (a->label > b->label) - (a->label < b->label);
}

/* Of the same ones the first is kept. */
static void
drop_twins(struct label_index *index, const struct label_order *order)
{
    size_t kept = 0;

    for (size_t i = 0; i < index->count; i++) {
        if (kept && by_all(&index->spans[kept - 1], &index->spans[i]) == 0)
            order->twin(order->context, index->spans[i].label, index->spans[kept - 1].label);
        else
            index->spans[kept++] = index->spans[i];
    }
    index->count = kept;
}

/* What a span knows of those below it, of one of them more. */
static void
take_below(struct label_span *span, const struct label_span *below, const struct label_order *order)
{
    if (below->latest > span->latest)
        span->latest = below->latest;
    if (below->soonest < span->soonest)
        span->soonest = below->soonest;
    span->mixed |= below->mixed || !order->same(order->context, below->best, span->best);
    if (order->wins(order->context, below->best, span->best))
        span->best = below->best;
}

/* The middle one of a range is above those before and behind it. */
static void
build(struct label_span *spans, size_t count, const struct label_order *order)
{
    size_t middle = count / 2, behind = count - middle - 1;
    struct label_span *span = &spans[middle];

    span->latest = span->soonest = span->end;
    span->best = span->label;
    if (middle) {
        build(spans, middle, order);
        take_below(span, &spans[middle / 2], order);
    }
    if (behind) {
        build(span + 1, behind, order);
        take_below(span, &span[1 + behind / 2], order);
    }
}

static size_t
bucket_of(const struct label_index *index, const struct label_key *key)
{
    return index->bits ? key->hash[0] >> (64 - index->bits) : 0;
}

/* Behind the last of the spans that have its key. */
static size_t
key_end(const struct label_index *index, size_t from)
{
    size_t to = from + 1;

    while (to < index->count && by_key(&index->spans[from].key, &index->spans[to].key) == 0)
        to++;
    return to;
}

void
label_index_finish(struct label_index *index, const struct label_order *order)
{
    size_t next = 0;

    if (index->count)
        qsort(index->spans, index->count, sizeof *index->spans, by_all_and_label);
    drop_twins(index, order);
    while (index->bits < MOST_BITS && (size_t)1 << index->bits < index->count)
        index->bits++;
    index->starts = need(((size_t)1 << index->bits) + 1, sizeof *index->starts);
    for (size_t bucket = 0; bucket <= (size_t)1 << index->bits; bucket++) {
        while (next < index->count && bucket_of(index, &index->spans[next].key) < bucket)
            next++;
        index->starts[bucket] = (uint32_t)next;
    }
    for (size_t from = 0; from < index->count; from = next) {
        next = key_end(index, from);
        build(index->spans + from, next - from, order);
    }
}

static void
look(const struct label_search *l, struct label_span *spans, size_t count)
{
    while (count) {
        struct label_span *middle = &spans[count / 2];

        if (middle->latest < l->begin)
            return;
        if (l->whole && spans[count - 1].begin <= l->end && middle->soonest >= l->begin) {
            l->whole(l->context, middle);
            return;
        }
        look(l, spans, count / 2);
        if (middle->begin > l->end)
            return;
        if (middle->end >= l->begin)
            l->each(l->context, middle);
        count -= count / 2 + 1;
        spans = middle + 1;
    }
}

/* The first span of a range that is behind the key, or else at it, if wanted. */
static size_t
bound(const struct label_index *index, const struct label_key *key, size_t from, size_t to,
      bool behind)
{
    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (by_key(&index->spans[middle].key, key) < (int)behind)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

void
label_index_find(const struct label_index *index, const struct label_key *key,
                 const struct label_search *search)
{
    size_t bucket = bucket_of(index, key);
    size_t past = index->starts[bucket + 1];
    size_t from = bound(index, key, index->starts[bucket], past, false);

    look(search, index->spans + from, bound(index, key, from, past, true) - from);
}

static void
show_met(struct label_span *spans, size_t count, bool met, label_index_show *show, void *context)
{
    while (count) {
        struct label_span *middle = &spans[count / 2];

        met |= middle->all_met;
        if (met)
            show(context, middle);
        show_met(spans, count / 2, met, show, context);
        count -= count / 2 + 1;
        spans = middle + 1;
    }
}

void
label_index_met(const struct label_index *index, label_index_show *show, void *context)
{
    for (size_t from = 0, to; from < index->count; from = to) {
        to = key_end(index, from);
        show_met(index->spans + from, to - from, false, show, context);
    }
}
