/* SPDX-License-Identifier: Apache-2.0 */
/* The stages behind dissection, which keep state from packet to packet: fragments, streams, and
 * each model of flows. */
#ifndef STAGES_H
#define STAGES_H

#include "dissect/dissect.h"
#include "shared/shared.h"
#include "stages/stage_limits.h"

/* Lays out the state of all stages for these plugins and settings: one for each model of flows
 * that is switched on.  False after a message. */
bool stages_setup(struct shared *, const Catalog__Catalog *, const Catalog__Settings *,
                  const struct stage_limits *);

/* All that a stage can do of a batch. */
void do_stage(struct shared *, const struct plugins *, struct dissector *, const struct task *);

/* A record sink into a room. */
struct room_sink {
    struct record_sink sink;
    struct room *room;
};
struct room_sink room_sink(struct room *);

/* Notes what became of a packet that was not simply decoded. */
void room_note(struct room *, uint32_t packet, const struct verdict *);

/* What a dissected packet said, for the stages behind; base is the batch's memory its bytes lie in. */
void take_event(struct batch *, uint32_t i, const struct nc_packet *, const uint8_t *base, bool joined);

#endif
