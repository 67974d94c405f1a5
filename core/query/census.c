/* SPDX-License-Identifier: Apache-2.0 */
#include "query/census.h"

#include "base/keyhash.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { SLOT_BITS = 15, SLOTS = 1 << SLOT_BITS, REGISTER_BITS = 12, REGISTERS = 1 << REGISTER_BITS };

/* Values are found by slots of open addressing.  When they are too many, all counts go down by one
 * and those that reach 0 make room (Misra and Gries): what is left more frequent than one in
 * CENSUS_VALUES is there.  How many different ones there are is then said by registers of the
 * longest runs of zeros in their hashes (HyperLogLog). */
struct census {
    struct census_value **values;
    size_t count, size;
    uint64_t turn;         /* odd, and nobody outside knows it: it makes slots of hashes */
    uint16_t slots[SLOTS]; /* index + 1 of the value; 0: none */
    uint8_t registers[REGISTERS];
    bool full; /* it once was */
};

struct census *
census_new(void)
{
    struct census *census = need(1, sizeof *census);

    if (getrandom(&census->turn, sizeof census->turn, 0) < 0)
        census->turn = UINT64_C(0x9e3779b97f4a7c15);
    census->turn |= 1;
    return census;
}

void
census_free(struct census *census)
{
    if (!census)
        return;
    for (size_t i = 0; i < census->count; i++)
        free(census->values[i]);
    free(census->values);
    free(census);
}

/* Where the value is, or where it goes. */
static uint16_t *
slot_of(struct census *census, uint64_t hash)
{
    size_t slot = (size_t)((hash * census->turn) >> (64 - SLOT_BITS));

    while (census->slots[slot] && census->values[census->slots[slot] - 1]->hash != hash)
        slot = (slot + 1) % SLOTS;
    return &census->slots[slot];
}

static void
let_go(struct census *census)
{
    size_t kept = 0;

    for (size_t i = 0; i < census->count; i++) {
        struct census_value *value = census->values[i];

        if (--value->count > 0)
            census->values[kept++] = value;
        else
            free(value);
    }
    census->count = kept;
    census->full = true;
    memset(census->slots, 0, sizeof census->slots);
    for (size_t i = 0; i < kept; i++)
        *slot_of(census, census->values[i]->hash) = (uint16_t)(i + 1);
}

static void
keep(struct census *census, uint64_t hash, const void *bytes, size_t size)
{
    size_t shown = size < CENSUS_SHOWN ? size : CENSUS_SHOWN;
    struct census_value *value = need(1, offsetof(struct census_value, bytes) + shown + 1);

    if (census->count == census->size) {
        census->size = 2 * census->size + 64;
        census->values = grow(census->values, census->size * sizeof *census->values);
    }
    value->hash = hash;
    value->count = 1;
    value->size = size;
    if (shown)
        memcpy(value->bytes, bytes, shown);
    *slot_of(census, hash) = (uint16_t)(census->count + 1);
    census->values[census->count++] = value;
}

static void
note_hash(struct census *census, uint64_t hash)
{
    uint64_t rest = hash << REGISTER_BITS;
    uint8_t run = (uint8_t)(rest ? __builtin_clzll(rest) + 1 : 64 - REGISTER_BITS + 1);
    uint8_t *at = &census->registers[hash >> (64 - REGISTER_BITS)];

    if (run > *at)
        *at = run;
}

void
census_add(struct census *census, const void *bytes, size_t size)
{
    uint64_t hash = keyhash(0, bytes ? bytes : "", size);
    uint16_t *slot = slot_of(census, hash);

    if (*slot) {
        census->values[*slot - 1]->count++;
        return;
    }
    note_hash(census, hash);
    if (census->count == CENSUS_VALUES)
        let_go(census);
    else
        keep(census, hash, bytes, size);
}

bool
census_is_exact(const struct census *census)
{
    return !census->full;
}

uint64_t
census_distinct(const struct census *census)
{
    double sum = 0;

    if (!census->full)
        return census->count;
    for (size_t i = 0; i < REGISTERS; i++)
        sum += ldexp(1, -census->registers[i]);
    return (uint64_t)(0.7213 / (1 + 1.079 / REGISTERS) * REGISTERS * REGISTERS / sum + 0.5);
}

static int
by_count(const void *left, const void *right)
{
    const struct census_value *a = *(const struct census_value *const *)left;
    const struct census_value *b = *(const struct census_value *const *)right;
    size_t size = a->size < b->size ? a->size : b->size;
    int sign = memcmp(a->bytes, b->bytes, size < CENSUS_SHOWN ? size : CENSUS_SHOWN);

    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return sign ? sign : (a->size > b->size) - (a->size < b->size);
}

size_t
census_top(struct census *census, const struct census_value **list, size_t most)
{
    size_t n = census->count < most ? census->count : most;

    if (census->count)
        qsort(census->values, census->count, sizeof *census->values, by_count);
    memset(census->slots, 0, sizeof census->slots);
    for (size_t i = 0; i < census->count; i++)
        *slot_of(census, census->values[i]->hash) = (uint16_t)(i + 1);
    for (size_t i = 0; i < n; i++)
        list[i] = census->values[i];
    return n;
}
