/* SPDX-License-Identifier: Apache-2.0 */
/* Amounts by time, in at most TIMELINE_BINS bins of one width, however long the time: where they do
 * not suffice several become one, of all that is counted along the line.  Widths are those that
 * people count in, from 1 us on, each a multiple of the one before, and bins begin at multiples of
 * them since 1970. */
#ifndef TIMELINE_H
#define TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TIMELINE_BINS = 720 };

struct timeline {
    bool any;                     /* or there was no time yet */
    size_t step;                  /* of the widths */
    int64_t width, first, last;   /* nanoseconds; the first and last bin, in widths since 1970 */
    struct timeline_series **all; /* those along the line */
    size_t count;
};

struct timeline_series {
    uint64_t bins[TIMELINE_BINS];
};

/* One more along the line, which goes with it. */
struct timeline_series *timeline_add(struct timeline *);
void timeline_free(struct timeline *);

/* Makes room for a time, nanoseconds since 1970, and says which bin it is; good until the next.
 * False: nobody would have captured anything then. */
bool timeline_bin(struct timeline *, int64_t time, size_t *bin);

/* How many bins there are. */
size_t timeline_bins(const struct timeline *);

#endif
