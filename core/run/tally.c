/* SPDX-License-Identifier: Apache-2.0 */
#include "run/tally.h"

#include "base/keyhash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Its place, or the free one where it would stand.  Most places are free. */
static uint16_t *
place_of(struct tally *t, const char *label)
{
    size_t length = strlen(label), at = keyhash(t->seed, label, length) % TALLY_PLACES;

    while (t->places[at] && strcmp(t->lines[t->places[at] - 1].label, label) != 0)
        at = (at + 1) % TALLY_PLACES;
    return &t->places[at];
}

static void
choose_seed(struct tally *t)
{
    if (getrandom(&t->seed, sizeof t->seed, GRND_NONBLOCK) < 0 || !t->seed)
        t->seed = (uintptr_t)t | 1; /* early at boot: no secret, but no reason to stop */
}

void
tally_add(struct tally *t, const char *label)
{
    char line[LABEL_MAX];
    uint16_t *place;

    if (!t->seed)
        choose_seed(t);
    snprintf(line, sizeof line, "%s", label);
    place = place_of(t, line);
    if (!*place && t->n == TALLY_MAX) {
        t->left_out++;
        return;
    }
    if (!*place) {
        memcpy(t->lines[t->n].label, line, sizeof line);
        *place = (uint16_t)++t->n;
    }
    t->lines[*place - 1].count++;
}

static int
more_frequent(const void *a, const void *b)
{
    const struct tally_line *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->label, y->label);
}

static void
find_places(struct tally *t)
{
    memset(t->places, 0, sizeof t->places);
    for (size_t i = 0; i < t->n; i++)
        *place_of(t, t->lines[i].label) = (uint16_t)(i + 1);
}

void
tally_since(struct tally *t, const struct tally *before)
{
    size_t n = 0;

    for (size_t i = 0; i < before->n; i++)
        t->lines[*place_of(t, before->lines[i].label) - 1].count -= before->lines[i].count;
    for (size_t i = 0; i < t->n; i++)
        if (t->lines[i].count)
            t->lines[n++] = t->lines[i];
    t->n = n;
    t->left_out -= before->left_out;
    find_places(t);
}

void
tally_sort(struct tally *t)
{
    qsort(t->lines, t->n, sizeof t->lines[0], more_frequent);
    find_places(t);
}
