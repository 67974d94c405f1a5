/* SPDX-License-Identifier: Apache-2.0 */
/* What the stages go by, dissection the first of them, and how much they may take, of memory, time
 * and number.  All of it comes to the workers by way of the shared memory. */
#ifndef STAGE_LIMITS_H
#define STAGE_LIMITS_H

#include "dissect/dissect.h"
#include "reassembly/defrag.h"
#include "reassembly/streams.h"
#include "shared/stage.h"

#include <netcap/flow.h>

/* A flow model that is switched on. */
struct model_limits {
    int plugin;
    size_t state_size; /* of a flow */
    struct nc_flow_limits flows;
};

struct stage_limits {
    struct dissect_options dissect;
    struct defrag_limits defrag;
    struct stream_limits streams;
    struct model_limits models[FLOW_STAGES_MAX];
    uint32_t n_models;
};

#endif
