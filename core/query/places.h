/* SPDX-License-Identifier: Apache-2.0 */
/* Where a record stands in an order by some of its fields. */
#ifndef PLACES_H
#define PLACES_H

#include "query/test.h"
#include "schema/columns.h"

/* Of a record by one field. */
struct place {
    bool there;
    struct key key;
};

/* A record, and its place by each field. */
struct item {
    const uint8_t *bytes;
    size_t size;
    uint64_t number; /* in the order they came in */
    struct place places[];
};

struct order {
    struct columns columns;
    bool *descending; /* of each column */
};

/* By "A,-B.C"; NULL: as they come.  False, with the reason, when there is no such order; to be
 * freed in any case. */
bool order_new(struct order *, const struct schema_message *, const char *fields, char *why,
               size_t why_size);
void order_free(struct order *);

/* What the place of a record points to lies in that, or in a space for each field. */
void order_find(const struct order *, struct values *, const struct value *record, struct item *,
                uint8_t (*spaces)[TEST_KEY]);

/* As qsort_r() wants it, of pointers to items, with an order; equal ones by their numbers. */
int order_compare(const void *left, const void *right, void *order);

#endif
