/* SPDX-License-Identifier: Apache-2.0 */
#include "run/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Its place, or the first free one. */
static size_t
place_of(const struct tally *t, const char *label)
{
    size_t i = 0;

    while (i < t->n && strcmp(t->lines[i].label, label) != 0)
        i++;
    return i;
}

void
tally_add(struct tally *t, const char *label)
{
    size_t i = place_of(t, label);

    if (i == t->n && i >= TALLY_MAX - 1) {
        label = "other";
        i = place_of(t, label);
    }
    if (i == t->n) {
        t->n = i + 1;
        snprintf(t->lines[i].label, LABEL_MAX, "%s", label);
    }
    t->lines[i].count++;
    if (i && t->lines[i].count > t->lines[i - 1].count) { /* frequent labels move to the front */
        struct tally_line line = t->lines[i];

        t->lines[i] = t->lines[i - 1];
        t->lines[i - 1] = line;
    }
}

static int
more_frequent(const void *a, const void *b)
{
    const struct tally_line *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->label, y->label);
}

void
tally_sort(struct tally *t)
{
    qsort(t->lines, t->n, sizeof t->lines[0], more_frequent);
}
