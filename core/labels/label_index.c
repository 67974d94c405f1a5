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
                uint32_t label)
{
    if (index->count == index->size) {
        index->size = 2 * index->size + 1024;
        index->spans = grow(index->spans, index->size * sizeof *index->spans);
    }
    index->spans[index->count++] = (struct label_span){ *key, begin, end, end, label };
}

static int
by_key(const struct label_key *a, const struct label_key *b)
{
    if (a->hash[0] != b->hash[0])
        return a->hash[0] < b->hash[0] ? -1 : 1;
    return (a->hash[1] > b->hash[1]) - (a->hash[1] < b->hash[1]);
}

static int
by_key_and_begin(const void *left, const void *right)
{
    const struct label_span *a = left, *b = right;
    int keys = by_key(&a->key, &b->key);

    if (keys)
        return keys;
    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    return (a->label > b->label) - (a->label < b->label);
}

/* The middle one of a range is above those before and behind it; it tells the latest end of all. */
static int64_t
find_latest(struct label_span *spans, size_t count)
{
    size_t middle = count / 2;
    int64_t before, behind;

    if (count == 0)
        return INT64_MIN;
    before = find_latest(spans, middle);
    behind = find_latest(spans + middle + 1, count - middle - 1);
    spans[middle].latest = spans[middle].end;
    if (before > spans[middle].latest)
        spans[middle].latest = before;
    if (behind > spans[middle].latest)
        spans[middle].latest = behind;
    return spans[middle].latest;
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
label_index_finish(struct label_index *index)
{
    size_t next = 0;

    while (index->bits < MOST_BITS && (size_t)1 << index->bits < index->count)
        index->bits++;
    if (index->count)
        qsort(index->spans, index->count, sizeof *index->spans, by_key_and_begin);
    index->starts = need(((size_t)1 << index->bits) + 1, sizeof *index->starts);
    for (size_t bucket = 0; bucket <= (size_t)1 << index->bits; bucket++) {
        while (next < index->count && bucket_of(index, &index->spans[next].key) < bucket)
            next++;
        index->starts[bucket] = (uint32_t)next;
    }
    for (size_t from = 0; from < index->count; from = next) {
        next = key_end(index, from);
        find_latest(index->spans + from, next - from);
    }
}

struct looking {
    int64_t begin, end;
    label_index_show *show;
    void *context;
};

static void
look(const struct looking *l, const struct label_span *spans, size_t count)
{
    while (count) {
        size_t middle = count / 2;

        if (spans[middle].latest < l->begin)
            return;
        look(l, spans, middle);
        if (spans[middle].begin > l->end)
            return;
        if (spans[middle].end >= l->begin)
            l->show(l->context, &spans[middle]);
        spans += middle + 1;
        count -= middle + 1;
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
label_index_find(const struct label_index *index, const struct label_key *key, int64_t begin,
                 int64_t end, label_index_show *show, void *context)
{
    const struct looking l = { begin, end, show, context };
    size_t bucket = bucket_of(index, key);
    size_t past = index->starts[bucket + 1];
    size_t from = bound(index, key, index->starts[bucket], past, false);

    look(&l, index->spans + from, bound(index, key, from, past, true) - from);
}
