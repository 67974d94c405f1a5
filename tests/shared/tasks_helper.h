/* SPDX-License-Identifier: Apache-2.0 */
/* Four batches, and the steps of workers at them by hand. */
#ifndef TASKS_HELPER_H
#define TASKS_HELPER_H

#include "shared/tasks.h"

enum { BATCHES = 4, PACKETS = 10 };

extern struct shared *s;

/* Makes the batches, and runs the tests. */
int with_batches(int (*run)(void));

/* All is idle, and there is only dissection. */
void nothing_ready(void);

struct room *room_of(int batch, uint32_t stage);

/* Batch `number` in a slot, to be dissected. */
void ready(int batch, uint64_t number);

/* The same with ten packets, which are dissected; there are two models of flows. */
void dissected(int batch, uint64_t number);

/* The number of the batch that is claimed for dissection, 1000 and more for a block, or -1; for
 * another stage its number is in the hundreds. */
int64_t claim(uint32_t worker);

/* A worker has a stage's room in a batch, has done so many packets of it, and hands it back. */
void finish(int batch, uint32_t stage, uint32_t done);

/* Whether the supervisor would wake up. */
bool event_is_raised(void);

#endif
