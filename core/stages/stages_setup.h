/* SPDX-License-Identifier: Apache-2.0 */
/* The state of all stages, laid out in the shared memory. */
#ifndef STAGES_SETUP_H
#define STAGES_SETUP_H

#include "catalog.pb-c.h"
#include "shared/shared.h"
#include "stages/stage_limits.h"

/* Lays out the state for these plugins and settings: a stage for each model of flows that is
 * switched on.  False after a message. */
bool stages_setup(struct shared *, const Catalog__Catalog *, const Catalog__Settings *,
                  const struct stage_limits *);

#endif
