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

uint32_t
parts_next(const struct parts *parts, uint64_t hash)
{
    uint32_t n = hash % PARTS_SETS;
    const struct parts_set *set = &parts->sets[n];
    uint32_t part;
    int slot;

    if (!(parts->used[n / 64] >> n % 64 & 1))
        return 1;
    slot = slot_of(set, tag_of(hash));
    part = slot < PARTS_SLOTS ? set->part[slot] : set->forgotten;
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
void
parts_record(struct parts *parts, struct undo *undo, uint64_t hash, uint32_t part)
{
    uint32_t n = hash % PARTS_SETS;
    struct parts_set *set = &parts->sets[n];
    int slot = slot_of(set, tag_of(hash));

    UNDO_SET(undo, parts->used[n / 64], parts->used[n / 64] | UINT64_C(1) << n % 64);
    undo_save(undo, set, sizeof *set);
    if (slot == PARTS_SLOTS) {
        slot = lowest(set);
        if (set->part[slot] > set->forgotten)
            set->forgotten = set->part[slot];
        if (part < set->forgotten)
            part = set->forgotten;
        set->tag[slot] = tag_of(hash);
        set->part[slot] = part;
    } else if (part > set->part[slot]) {
        set->part[slot] = part;
    }
}
