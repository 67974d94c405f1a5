/* SPDX-License-Identifier: Apache-2.0 */
/* The state of all stages, laid out in the shared memory. */
#ifndef STAGES_SETUP_H
#define STAGES_SETUP_H

#include "shared/shared.h"
#include "stages/stage_limits.h"

/* Lays out what defragmentation, streams and flow models keep.  False after a message. */
bool stages_setup(struct shared *, const struct stage_limits *);

/* Fragments or streams: all that the stage keeps is forgotten, as on the first day.  No worker may
 * be at it.  False when that cannot be. */
bool stages_anew(struct shared *, uint32_t stage);

#endif
