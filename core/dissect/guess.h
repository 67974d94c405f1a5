/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins that a number leads to which anybody may use for anything, as ports are: whom to try, in
 * which order; and what one did to the packet that then refused it is undone. */
#ifndef GUESS_H
#define GUESS_H

#include "dissect/plugins.h"
#include "host.h"

enum { GUESSES = 2, REFUSAL_MAX = 80 };

struct guess {
    size_t n;
    int order[GUESSES];     /* plugins to try, by index */
    int by;                 /* whose refusal stands until somebody accepts; -1: none yet */
    bool was_tried;         /* by him */
    const char *reason;     /* his */
    char text[REFUSAL_MAX]; /* of it: with the plugin's memory it would go */
    struct nc_packet before; /* the packet as it was, but for what is pending and inner levels, */
    struct nc_sighting level; /* and the one of those that was at work */
};

/* The packet is at the plugins `found` by the destination's and by the source's number (-1: none),
 * who are asked whether the bytes are theirs; `at_work` is told each before it runs. */
void guess_begin(struct guess *, const struct plugins *, const int found[GUESSES],
                 const struct nc_packet *, const struct nc_cursor *in,
                 volatile uint32_t *at_work);

/* One that was tried refuses, for this reason: the packet is again as it was. */
void guess_undo(struct guess *, struct nc_packet *, int plugin, const char *reason);

#endif
