/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of all stages: of reassembly by their key in the ini file, of flows by model. */
#ifndef STAGE_LIMITS_H
#define STAGE_LIMITS_H

#include "reassembly/defrag.h"
#include "reassembly/streams.h"
#include "shared/stage.h"

#include <netcap/flow.h>

/* A model of flows that is switched on. */
struct model_limits {
    int plugin;
    size_t state_size; /* of a flow */
    struct nc_flow_limits flows;
};

struct stage_limits {
    struct defrag_limits defrag;
    struct stream_limits streams;
    struct model_limits models[FLOW_STAGES_MAX];
    uint32_t n_models;
};

/* Sets one; NULL, or what was expected instead. */
const char *limits_take(struct stage_limits *, const char *key, const char *value);

/* One as the user would write it, perhaps in `text`; NULL when there is none of that key. */
const char *limits_text(const struct stage_limits *, const char *key, char *text, size_t size);

#endif
