/* SPDX-License-Identifier: Apache-2.0 */
/* How often each label came; when there are too many, those that come later are counted together.
 * A label costs the same to count however many others there are. */
#ifndef TALLY_H
#define TALLY_H

#include <stddef.h>
#include <stdint.h>

enum { TALLY_MAX = 512, TALLY_PLACES = 4 * TALLY_MAX, LABEL_MAX = 128 };

struct tally {
    struct tally_line {
        char label[LABEL_MAX];
        uint64_t count;
    } lines[TALLY_MAX];
    size_t n;
    uint64_t left_out;             /* how often one came that has no line, all of them having one */
    uint64_t seed;                 /* of the places, which nobody outside can choose; 0: none yet */
    uint16_t places[TALLY_PLACES]; /* by hash: a line's index + 1; 0: nobody's */
};

/* One more of that label. */
void tally_add(struct tally *, const char *label);

/* Leaves what came after it was as `before`, which it was once. */
void tally_since(struct tally *, const struct tally *before);

/* The most frequent first; counting may go on behind it. */
void tally_sort(struct tally *);

#endif
