/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors as they stand in a file, member by member, and the comments that are kept of them. */
#ifndef DESCRIPTOR_WIRE_H
#define DESCRIPTOR_WIRE_H

#include "base/wire.h"

/* The last member of that number; false: there is none, and it is empty. */
bool wire_member(struct wire message, uint32_t number, struct wire_item *found);

/* Its bytes, or its number; nothing, or 0, when there is none. */
struct wire wire_text(struct wire message, uint32_t number);
uint64_t wire_number(struct wire message, uint32_t number);

/* What is said of the element that a path leads to, before and behind it. */
struct location {
    struct wire path, leading, trailing;
};

/* Those of a file, by path. */
struct locations {
    struct location *list;
    size_t count;
};

void locations_take(struct locations *, struct wire source_info);
void locations_free(struct locations *);

/* One without comments where nothing is said. */
struct location location_at(const struct locations *, struct wire path);

#endif
