/* SPDX-License-Identifier: Apache-2.0 */
/* The types of records that there are, and how many of each at what time. */
#ifndef TYPES_H
#define TYPES_H

#include "base/moment.h"
#include "report/timeline.h"
#include "schema/schema.h"

enum { TYPES_MOST = 256 };

struct figure_type {
    char *name, *about;      /* as its .proto has it; "": nobody says */
    uint64_t records, bytes; /* of them, decompressed */
    uint64_t without_time;   /* or with one that is none of a capture */
    int64_t first, last;     /* nanoseconds since 1970; of those that have one */
    size_t files;
    struct timeline_series *by_time;
};

struct figure_types {
    struct figure_type list[TYPES_MOST];
    size_t count;
};

/* NULL: there are too many. */
struct figure_type *figure_type_of(struct figure_types *, struct timeline *, const char *name,
                                   const char *about);
void figure_types_free(struct figure_types *);

#endif
