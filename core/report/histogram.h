/* SPDX-License-Identifier: Apache-2.0 */
/* How many numbers there are of which size: bins that begin at 1, 2 and 5 times a power of ten,
 * and one for 0, of a few parts each. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_BINS = 59, HISTOGRAM_PARTS = 12, HISTOGRAM_NAME = 48 };

struct histogram {
    uint64_t count, largest, smallest;
    struct histogram_part {
        char name[HISTOGRAM_NAME]; /* cut */
        uint64_t count, bins[HISTOGRAM_BINS];
    } parts[HISTOGRAM_PARTS]; /* as they came; the last is of all that found no place */
    size_t n_parts;
};

void histogram_add(struct histogram *, const char *part, size_t size, uint64_t number);

/* Where a bin begins. */
uint64_t histogram_from(size_t bin);

#endif
