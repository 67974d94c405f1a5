/* SPDX-License-Identifier: Apache-2.0 */
/* How often each label came; when there are too many, the rest is counted as "other". */
#ifndef TALLY_H
#define TALLY_H

#include <stddef.h>
#include <stdint.h>

enum { TALLY_MAX = 512, LABEL_MAX = 128 };

struct tally {
    struct tally_line {
        char label[LABEL_MAX];
        uint64_t count;
    } lines[TALLY_MAX];
    size_t n;
};

/* One more of that label, which moves to the front as it grows. */
void tally_add(struct tally *, const char *label);

/* The most frequent first. */
void tally_sort(struct tally *);

#endif
