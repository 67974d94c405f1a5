/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/parts.h"

static uint32_t
tag_of(uint64_t hash)
{
    return (uint32_t)(hash >> 32);
}

/* The slot of this tag; PARTS_SLOTS when it has none. */
static int
slot_of(const struct parts_set *set, uint32_t tag)
{
    int slot = 0;

    while (slot < PARTS_SLOTS && !(set->part[slot] && set->tag[slot] == tag))
        slot++;
    return slot;
}

static bool
has(const uint64_t *bits, uint32_t n)
{
    return bits[n / 64] >> n % 64 & 1;
}

static void
note(uint64_t *bits, struct undo *undo, uint32_t n)
{
    UNDO_SET(undo, bits[n / 64], bits[n / 64] | UINT64_C(1) << n % 64);
}

uint32_t
parts_next(const struct parts *parts, uint64_t hash)
{
    uint32_t n = hash % PARTS_SETS, part;
    const struct parts_first *first = &parts->first[n];

    if (!has(parts->any, n))
        return 1;
    if (has(parts->several, n)) {
        const struct parts_set *set = &parts->lines[first->tag];
        int slot = slot_of(set, tag_of(hash));

        part = slot < PARTS_SLOTS ? set->part[slot] : set->forgotten;
    } else {
        part = first->tag == tag_of(hash) ? first->part : 0;
    }
    return part < UINT32_MAX ? part + 1 : part;
}

static int
lowest(const struct parts_set *set)
{
    int slot = 0;

    for (int i = 1; i < PARTS_SLOTS; i++)
        if (set->part[i] < set->part[slot])
            slot = i;
    return slot;
}

/* Two ids may share a tag, and one of them have been forgotten at a higher part: whatever takes a
 * slot takes it above all that was forgotten. */
static void
record_in(struct parts_set *set, uint32_t tag, uint32_t part)
{
    int slot = slot_of(set, tag);

    if (slot == PARTS_SLOTS) {
        slot = lowest(set);
        if (set->part[slot] > set->forgotten)
            set->forgotten = set->part[slot];
        if (part < set->forgotten)
            part = set->forgotten;
        set->tag[slot] = tag;
        set->part[slot] = part;
    } else if (part > set->part[slot]) {
        set->part[slot] = part;
    }
}

/* The set's second id comes.  What lies in a line that is not taken matters to nobody. */
static void
take_line(struct parts *parts, struct undo *undo, uint32_t n)
{
    struct parts_first *first = &parts->first[n];
    uint32_t line = parts->used;

    UNDO_SET(undo, parts->used, line + 1);
    note(parts->several, undo, n);
    parts->lines[line] = (struct parts_set){ .tag = { first->tag }, .part = { first->part } };
    UNDO_SET(undo, first->tag, line);
}

void
parts_record(struct parts *parts, struct undo *undo, uint64_t hash, uint32_t part)
{
    uint32_t n = hash % PARTS_SETS, tag = tag_of(hash);
    struct parts_first *first = &parts->first[n];

    if (!has(parts->any, n)) {
        note(parts->any, undo, n);
        *first = (struct parts_first){ tag, part };
        return;
    }
    if (!has(parts->several, n) && first->tag == tag) {
        if (part > first->part)
            UNDO_SET(undo, first->part, part);
        return;
    }
    if (!has(parts->several, n))
        take_line(parts, undo, n);
    undo_save(undo, &parts->lines[first->tag], sizeof parts->lines[0]);
    record_in(&parts->lines[first->tag], tag, part);
}
