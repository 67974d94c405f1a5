/* SPDX-License-Identifier: Apache-2.0 */
/* A worker: takes tasks until told to leave.  The only place where plugins' code runs. */
#ifndef WORKER_H
#define WORKER_H

#include "dissect/plugins.h"
#include "shared/shared.h"

/* Begins with the order behind number `at`; returns when shared->stop is set. */
void worker_run(const struct shared *, const struct plugins *, uint32_t worker, uint32_t at);

#endif
