/* SPDX-License-Identifier: Apache-2.0 */
/* Which packets of a capture are wanted: those within times and numbers. */
#ifndef RANGE_H
#define RANGE_H

#include "base/moment.h"
#include "capture/packet.h"

/* Zeroed: all. */
struct range {
    bool has_from, has_to;
    struct moment from, to; /* from then on; before that */
    uint64_t first, last;   /* numbers, both included; last 0: there is none */
};

/* "100-200", "100-", "-200", "100". */
bool range_read_numbers(struct range *, const char *text);

bool range_has(const struct range *, const struct packet *);

/* Whether no packet of that number or behind it can be in it. */
bool range_is_over(const struct range *, uint64_t number);

#endif
