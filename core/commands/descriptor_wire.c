/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/descriptor_wire.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of members in descriptor.proto. */
enum { LOCATION = 1, PATH = 1, LEADING = 3, TRAILING = 4 };

bool
wire_member(struct wire wire, uint32_t number, struct wire_item *found)
{
    struct wire_item item;
    bool any = false;

    *found = (struct wire_item){ 0 };
    while (wire.at < wire.end && wire_next(&wire, &item))
        if (item.number == number) {
            *found = item;
            any = true;
        }
    return any;
}

struct wire
wire_text(struct wire wire, uint32_t number)
{
    static const uint8_t none[1];
    struct wire_item item;

    if (!wire_member(wire, number, &item) || item.type != WIRE_BYTES)
        return (struct wire){ none, none };
    return item.inside;
}

uint64_t
wire_number(struct wire wire, uint32_t number)
{
    struct wire_item item;

    return wire_member(wire, number, &item) ? item.bits : 0;
}

static int
by_path(const void *a, const void *b)
{
    const struct wire *x = &((const struct location *)a)->path,
                      *y = &((const struct location *)b)->path;
    size_t left = wire_left(x), right = wire_left(y);
    int order = memcmp(x->at, y->at, left < right ? left : right);

    return order ? order : (left > right) - (left < right);
}

void
locations_take(struct locations *locations, struct wire source)
{
    struct wire_item item;
    size_t capacity = 0;

    while (source.at < source.end && wire_next(&source, &item)) {
        if (item.number != LOCATION || item.type != WIRE_BYTES)
            continue;
        if (locations->count == capacity) {
            capacity = capacity ? 2 * capacity : 64;
            locations->list = grow(locations->list, capacity * sizeof *locations->list);
        }
        locations->list[locations->count++] =
            (struct location){ wire_text(item.inside, PATH), wire_text(item.inside, LEADING),
                               wire_text(item.inside, TRAILING) };
    }
    if (locations->count)
        qsort(locations->list, locations->count, sizeof *locations->list, by_path);
}

void
locations_free(struct locations *locations)
{
    free(locations->list);
}

struct location
location_at(const struct locations *locations, struct wire path)
{
    const struct location key = { .path = path }, *found = NULL;

    if (locations->count)
        found = bsearch(&key, locations->list, locations->count, sizeof key, by_path);
    return found ? *found : key;
}
