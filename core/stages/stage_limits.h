/* SPDX-License-Identifier: Apache-2.0 */
/* How much reassembly may take: memory, time, number. */
#ifndef STAGE_LIMITS_H
#define STAGE_LIMITS_H

#include "reassembly/defrag.h"
#include "reassembly/streams.h"

struct stage_limits {
    struct defrag_limits defrag;
    struct stream_limits streams;
};

#endif
