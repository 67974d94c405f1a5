/* SPDX-License-Identifier: Apache-2.0 */
/* Flows that have ended and wait for the turn of their records, under the journal: a heap, the one
 * whose turn is next on top, with four below each, which share a line or two of the cache.
 *
 * How many there are is for the caller to save. */
#ifndef TURNS_H
#define TURNS_H

#include "shared/undo.h"

/* A record's place among the others, its members in this order. */
struct record_turn {
    uint64_t tick;   /* in which the flow ended */
    uint64_t number; /* of its first packet */
    uint32_t levels; /* where in the nesting of networks: one packet begins a flow in each */
    uint32_t index;  /* of the flow */
};

void turns_add(struct record_turn *, uint32_t *n, struct undo *, struct record_turn);

/* Takes the first away; there must be one. */
void turns_remove_first(struct record_turn *, uint32_t *n, struct undo *);

#endif
