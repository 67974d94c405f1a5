/* SPDX-License-Identifier: Apache-2.0 */
#include "run/duplicates.h"

#include "base/say.h"

#include <stdlib.h>

/* Most places are free, and none is emptied: who stands there is known by its number. */
enum { PLACES = 2 * DUPLICATES_WINDOW, AHEAD = 8 };

struct seen {
    uint64_t print;
    int64_t seconds;
    uint32_t nanoseconds;
    uint32_t before; /* number of the last packet before it of the same place */
};

/* Packets are numbered around 2^32. */
struct duplicates {
    uint32_t n; /* of the last one */
    uint32_t places[PLACES]; /* of the last one of each */
    struct seen seen[DUPLICATES_WINDOW];
};

struct duplicates *
duplicates_create(void)
{
    struct duplicates *d = calloc(1, sizeof *d);

    if (d)
        d->n = DUPLICATES_WINDOW; /* out of sight of 0, as which places begin */
    else
        say_error("out of memory for --duplicates");
    return d;
}

void
duplicates_free(struct duplicates *d)
{
    free(d);
}

static uint32_t *
place_of(struct duplicates *d, uint64_t print)
{
    return &d->places[print % PLACES];
}

/* Whatever the order of two times that may not be of one clock. */
static bool
within_a_second(const struct seen *a, const struct seen *b)
{
    bool swap = a->seconds < b->seconds;
    const struct seen *late = swap ? b : a, *early = swap ? a : b;
    uint64_t seconds = (uint64_t)late->seconds - (uint64_t)early->seconds;

    return seconds == 0 || (seconds == 1 && late->nanoseconds <= early->nanoseconds);
}

/* The last one with such bytes counts: there may be many. */
static bool
is_again(const struct duplicates *d, const struct seen *it)
{
    uint32_t at = it->before, distance = 0;

    /* Each stands further back than the one that leads to it. */
    while (d->n - at > distance && d->n - at <= DUPLICATES_WINDOW) {
        const struct seen *other = &d->seen[at % DUPLICATES_WINDOW];

        if (other->print == it->print)
            return within_a_second(other, it);
        distance = d->n - at;
        at = other->before;
    }
    return false;
}

static bool
see(struct duplicates *d, const struct packet *p, uint64_t print)
{
    uint32_t *place = place_of(d, print);
    const struct seen it = { print, p->seconds, p->nanoseconds, *place };
    bool again = is_again(d, &it);

    d->seen[d->n % DUPLICATES_WINDOW] = it;
    *place = d->n;
    return again;
}

uint32_t
duplicates_see(struct duplicates *d, const struct batch *b, uint32_t from, uint32_t upto)
{
    uint32_t found = 0;

    for (uint32_t i = from; i < upto; i++) {
        if (i + AHEAD < upto)
            __builtin_prefetch(place_of(d, b->prints[i + AHEAD]));
        d->n++;
        if (b->prints[i]) /* 0: nobody came to look at it */
            found += see(d, &b->packets[i], b->prints[i]);
    }
    return found;
}
