/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to do for workers: a stage's room in a batch, or a block.
 *
 * A task is claimed by changing its state from READY to the worker's own, and handed back; who died
 * at what is found by the state.  A block goes from READY to its worker and is DONE.  A room:
 *
 *     IDLE       no batch is in it, or the supervisor has it in hands
 *     READY      is to be done, once it is the batch's turn at this stage and the stage is fed:
 *                the stage before is complete, or stands still and has done more packets
 *     TAKEN + n  worker n is at it
 *     DONE       complete: all packets are done, or, when the batch flushes, what was held is out;
 *                or full: there was no space for the next packet
 *
 *     IDLE  -> READY   the supervisor gives the batch out (a room of dissection that flushes: DONE)
 *     READY -> TAKEN   a worker claims it
 *     TAKEN -> DONE    it is complete, and the stage goes on to the next batch; or it is full
 *     TAKEN -> READY   all that the stage before has done is done, and there is more to come; or
 *                      its worker died, and the supervisor says where another goes on
 *     DONE  -> IDLE    the supervisor has taken over what is there; full: it gives the room out
 *                      again, emptied
 *
 * A batch rests when no stage can go on with it: each is DONE, or READY and not fed.  Then the
 * supervisor takes over what there is. */
#ifndef TASKS_H
#define TASKS_H

#include "shared/shared.h"

enum { TASK_IDLE, TASK_READY, TASK_DONE, TASK_TAKEN };

struct task {
    struct batch *batch; /* NULL: a block */
    uint32_t stage;
    int block;
};

/* Makes a task ready and wakes a worker. */
void task_publish(struct shared *, _Atomic uint32_t *state);

/* Claims a block, else the furthest stage of the oldest batch; false when nothing is to be done. */
bool task_claim(struct shared *, uint32_t worker, struct task *);

/* Hands a task back. */
void task_finish(struct shared *, const struct task *);

/* Sleeps until a task was made ready after `wakeups` was read; false when workers are to leave. */
bool tasks_wait(struct shared *, uint32_t wakeups);

/* Tells all workers to leave. */
void tasks_stop(struct shared *);

/* Whether no stage can go on with a batch before its records are taken over. */
bool batch_rests(const struct shared *, const struct batch *);

#endif
