/* SPDX-License-Identifier: Apache-2.0 */
/* What plugins may ask of a stage that runs them: a struct stage_run is the packet's context. */
#ifndef STAGE_HOST_H
#define STAGE_HOST_H

#include "host.h"

extern const struct nc_host stage_host;

/* Where layers alone run, which write through the dissector. */
extern const struct nc_host stage_host_of_layers;

#endif
