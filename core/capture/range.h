/* SPDX-License-Identifier: Apache-2.0 */
/* Which packets of a capture are wanted: those within times and numbers. */
#ifndef RANGE_H
#define RANGE_H

#include "base/moment.h"
#include "capture/packet.h"

struct range_bound {
    bool given;
    bool relative; /* to the first packet */
    struct moment time;
};

/* Zeroed: all. */
struct range {
    struct range_bound from, to; /* from then on; before that */
    uint64_t first, last;        /* numbers, both included; last 0: there is none */
};

/* "100-200", "100-", "-200", "100". */
bool range_read_numbers(struct range *, const char *text);

/* The first packet of all is this: what is relative to it gets its time. */
void range_settle(struct range *, const struct packet *first);

bool range_has(const struct range *, const struct packet *);

/* Whether no packet of that number or behind it can be in it. */
bool range_is_over(const struct range *, uint64_t number);

#endif
