/* SPDX-License-Identifier: Apache-2.0 */
/* Four batches, and the steps of workers at them by hand. */
#ifndef TASKS_HELPER_H
#define TASKS_HELPER_H

#include "shared/tasks.h"

enum { BATCHES = 4, PACKETS = 10 };

extern struct shared *s;
extern struct tasks *t;

/* Makes the batches, and runs the tests. */
int with_batches(int (*run)(void));

/* All is idle, and there is only dissection. */
void nothing_ready(void);

struct room_task *room_of(int batch, uint32_t stage);

/* Batch `number` in a slot, to be dissected. */
void ready(int batch, uint64_t number);

/* The same with ten packets, which are dissected; there are two models of flows. */
void dissected(int batch, uint64_t number);

/* What a new worker is ordered: the number of a batch to dissect, 1000 and more for a block, or
 * -1; for another stage its number is in the hundreds. */
int64_t claim(void);

/* Who is at a stage of a batch. */
uint32_t worker_at(int batch, uint32_t stage);

/* The worker that is at a stage of a batch has done so many packets of it, and answers; full: there
 * was no space for more. */
void finish(int batch, uint32_t stage, uint32_t done);
void fill(int batch, uint32_t stage, uint32_t done);

/* Whether the supervisor would wake up. */
bool event_is_raised(void);

#endif
