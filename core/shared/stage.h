/* SPDX-License-Identifier: Apache-2.0 */
/* What a batch goes through: dissection, then the stages that keep state from packet to packet. */
#ifndef STAGE_H
#define STAGE_H

#include "shared/undo.h"

/* From STAGE_FLOWS on one for each flow model. */
enum {
    STAGE_DISSECT, STAGE_DEFRAG, STAGE_STREAMS, STAGE_FLOWS, FLOW_STAGES_MAX = 9,
    STAGES_MAX = STAGE_FLOWS + FLOW_STAGES_MAX
};

/* The stage whose packets this one can do once they are done: streams read what defragmentation has
 * put together, and flows, side by side, what streams judge each segment to be. */
static inline uint32_t
stage_before(uint32_t stage)
{
    if (stage > STAGE_STREAMS)
        return STAGE_STREAMS;
    return stage == STAGE_STREAMS ? STAGE_DEFRAG : STAGE_DISSECT;
}

/* What one that keeps state has in the shared memory. */
struct stage {
    void *state;
    struct undo *undo; /* right before it */
    uint64_t size;     /* of the state, whole pages */
    int plugin; /* a flow model */
};

#endif
