/* SPDX-License-Identifier: Apache-2.0 */
/* A worker: takes tasks until told to leave.  The only place where plugins' code runs. */
#ifndef WORKER_H
#define WORKER_H

#include "dissect/plugins.h"
#include "shared/shared.h"

/* Returns when shared->stop is set. */
void worker_run(struct shared *, const struct plugins *, uint32_t worker);

#endif
