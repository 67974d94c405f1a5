/* SPDX-License-Identifier: Apache-2.0 */
/* The stages behind dissection, which keep state from packet to packet: fragments, streams, and
 * each flow model.  A packet is done as a whole or not at all. */
#ifndef STAGES_H
#define STAGES_H

#include "dissect/dissect.h"
#include "shared/shared.h"

/* Does what a stage is ordered to do of a batch, until the room is full. */
struct answer do_stage(const struct shared *, const struct plugins *, struct dissector *,
                       const struct order *);

#endif
