/* SPDX-License-Identifier: Apache-2.0 */
#include "report/busiest.h"

#include "base/keyhash.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { SLOT_BITS = 15, SLOTS = 1 << SLOT_BITS };

struct busiest {
    struct busiest_row **rows;
    size_t count, size, by;
    uint64_t seed, missing;
    bool lost;
    uint16_t slots[SLOTS]; /* index + 1 of the row; 0: none */
};

struct busiest *
busiest_new(size_t by)
{
    struct busiest *busiest = need(1, sizeof *busiest);

    busiest->by = by;
    if (getrandom(&busiest->seed, sizeof busiest->seed, 0) < 0)
        busiest->seed = UINT64_C(0x9e3779b97f4a7c15);
    return busiest;
}

void
busiest_free(struct busiest *busiest)
{
    for (size_t i = 0; busiest && i < busiest->count; i++)
        free(busiest->rows[i]);
    if (busiest)
        free(busiest->rows);
    free(busiest);
}

/* Where the row of a hash is, or where it goes. */
static uint16_t *
slot_of(struct busiest *busiest, uint64_t hash)
{
    size_t slot = (size_t)(hash >> (64 - SLOT_BITS));

    while (busiest->slots[slot] && busiest->rows[busiest->slots[slot] - 1]->hash != hash)
        slot = (slot + 1) % SLOTS;
    return &busiest->slots[slot];
}

static void
find_again(struct busiest *busiest)
{
    memset(busiest->slots, 0, sizeof busiest->slots);
    for (size_t i = 0; i < busiest->count; i++)
        *slot_of(busiest, busiest->rows[i]->hash) = (uint16_t)(i + 1);
}

static int
by_size(const void *left, const void *right, void *context)
{
    const struct busiest *busiest = context;
    const struct busiest_row *a = *(const struct busiest_row *const *)left;
    const struct busiest_row *b = *(const struct busiest_row *const *)right;
    size_t size = a->size < b->size ? a->size : b->size;
    int sign = memcmp(a->key, b->key, size);

    if (a->sums[busiest->by] != b->sums[busiest->by])
        return a->sums[busiest->by] < b->sums[busiest->by] ? 1 : -1;
    return sign ? sign : (a->size > b->size) - (a->size < b->size);
}

static void
sort(struct busiest *busiest)
{
    if (busiest->count)
        qsort_r(busiest->rows, busiest->count, sizeof(struct busiest_row *), by_size, busiest);
    find_again(busiest);
}

/* A key that comes back begins again: each time it may have lacked as much as the largest of those
 * that went. */
static void
let_go(struct busiest *busiest)
{
    size_t kept = busiest->count / 2;

    sort(busiest);
    busiest->missing += busiest->rows[kept]->sums[busiest->by];
    busiest->lost = true;
    while (busiest->count > kept)
        free(busiest->rows[--busiest->count]);
    find_again(busiest);
}

static struct busiest_row *
add_row(struct busiest *busiest, uint64_t hash, const void *key, size_t size)
{
    struct busiest_row *row = need(1, offsetof(struct busiest_row, key) + size + 1);

    if (busiest->count == BUSIEST_KEYS)
        let_go(busiest);
    if (busiest->count == busiest->size) {
        busiest->size = 2 * busiest->size + 64;
        busiest->rows = grow(busiest->rows, busiest->size * sizeof(struct busiest_row *));
    }
    row->hash = hash;
    row->size = size;
    memcpy(row->key, key, size);
    *slot_of(busiest, hash) = (uint16_t)(busiest->count + 1);
    busiest->rows[busiest->count++] = row;
    return row;
}

void
busiest_add(struct busiest *busiest, const void *key, size_t size,
            const uint64_t sums[BUSIEST_SUMS])
{
    uint64_t hash = keyhash(busiest->seed, key, size);
    uint16_t at = *slot_of(busiest, hash);
    struct busiest_row *row = at ? busiest->rows[at - 1] : add_row(busiest, hash, key, size);

    for (size_t i = 0; i < BUSIEST_SUMS; i++)
        if (__builtin_add_overflow(row->sums[i], sums[i], &row->sums[i]))
            row->sums[i] = UINT64_MAX;
}

size_t
busiest_count(const struct busiest *busiest)
{
    return busiest->count;
}

bool
busiest_is_exact(const struct busiest *busiest)
{
    return !busiest->lost;
}

uint64_t
busiest_missing(const struct busiest *busiest)
{
    return busiest->missing;
}

const struct busiest_row *const *
busiest_rows(struct busiest *busiest)
{
    sort(busiest);
    return (const struct busiest_row *const *)busiest->rows;
}
