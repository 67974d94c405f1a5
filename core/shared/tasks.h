/* SPDX-License-Identifier: Apache-2.0 */
/* What there is to do for workers: a stage's room in a batch, or a block; and who is at what.  All
 * of it is the supervisor's own memory.
 *
 * Workers claim nothing.  tasks_go_on() takes their answers, sees which tasks can be done by now,
 * and orders workers to do them (shared/orders.h).  A task goes from READY to TAKEN when it is
 * ordered; a block then is DONE.  A room:
 *
 *     IDLE   no batch is in it, or the supervisor has it in hands
 *     READY  is to be done, once it is the batch's turn at this stage and the stage is fed: the
 *            stage before is complete, or stands still and has done more packets
 *     TAKEN  a worker is ordered to do it
 *     DONE   complete: all packets are done, or, when the batch flushes, what was held is out;
 *            or full: there was no space for the next packet
 *
 *     IDLE  -> READY  the supervisor gives the batch out (a room of dissection that flushes: DONE)
 *     READY -> TAKEN  a worker is ordered
 *     TAKEN -> DONE   it is complete, and the stage goes on to the next batch; or it is full
 *     TAKEN -> READY  all that the stage before has done is done, and there is more to come; or
 *                     its worker died, and the supervisor says where another goes on
 *     DONE  -> IDLE   the supervisor has taken over what is there; full: it gives the room out
 *                     again, emptied
 *
 * A batch rests when no stage can go on with it: each is DONE, or READY and not fed.  Then the
 * supervisor takes over what there is.
 *
 * An answer either brings its room further or makes no sense.  A worker that gives such a one is
 * mad: it gets no orders any more, and its order stays with it until it is ended. */
#ifndef TASKS_H
#define TASKS_H

#include "shared/shared.h"

#include <pthread.h>

enum task_state { TASK_IDLE, TASK_READY, TASK_DONE, TASK_TAKEN };

struct room_task {
    enum task_state state;
    uint32_t done;    /* packets whose records are part of the room */
    uint32_t emptied; /* as many as were done when it was empty */
    bool full, more;  /* see struct answer */
};

struct block_task {
    _Atomic uint32_t state; /* of enum task_state */
    uint32_t from;          /* what is before is packed and taken over */
    bool packed;            /* once it is DONE: by a worker, who gave this answer */
    struct answer answer;
    uint32_t deaths;        /* of workers that were at it */
};

/* Where a worker sits. */
struct seat {
    bool taken;           /* a worker is there */
    bool mad;             /* and has given an answer that makes no sense */
    uint32_t oldest, n;   /* numbers of the orders that it has not answered */
};

struct tasks {
    struct shared *shared;
    pthread_mutex_t lock;            /* of everything here but the states of blocks */
    struct room_task (*rooms)[STAGES_MAX]; /* of each batch */
    uint64_t next[STAGES_MAX];       /* number of the batch a stage is at */
    uint64_t passed[STAGES_MAX];     /* packets, or of what flushes, that a stage has done */
    uint64_t cpu[STAGES_MAX];        /* nanoseconds that each took, as workers say */
    uint64_t cpu_packing;            /* and blocks */
    struct mend mends[STAGES_MAX];   /* a worker died over a packet: put the state back */
    struct block_task blocks[BLOCKS_MAX];
    struct seat seats[WORKERS_MAX];
    _Atomic uint32_t blocks_upto;    /* none from this one on was ever given */
    uint32_t at_once;                /* orders a worker has in hands */
    bool supervisor_waits;
    int event; /* eventfd: something is there for the supervisor that waits */
};

/* NULL with errno set. */
struct tasks *tasks_create(struct shared *);
void tasks_destroy(struct tasks *);

/* What follows is to be called under the lock, but where it is said. */

/* Takes answers and gives orders, until nothing can go on.  Takes the lock. */
void tasks_go_on(struct tasks *);

/* A batch, whose packets are in its slot, is to be done; a full room goes on, emptied. */
void tasks_give_batch(struct tasks *, struct batch *, uint64_t number);
void tasks_give_room(struct tasks *, struct batch *, uint32_t stage);

/* A block is to be packed, from that byte on.  Takes the lock, and goes on. */
void tasks_give_block(struct tasks *, int block, uint32_t from);

/* How far all stages have come with it. */
uint32_t tasks_done(const struct tasks *, const struct batch *);

/* Nothing more is to be done with a batch that was taken over. */
void tasks_forget(struct tasks *, const struct batch *);

/* A worker sits down: orders that come from now on are its own. */
void tasks_seat(struct tasks *, uint32_t worker);

/* The order that a worker is at; NULL when it has none. */
const struct order *tasks_at(const struct tasks *, uint32_t worker);

/* A worker is gone.  What it was ordered and had not begun is to be done by another; the order it
 * was at, if there was one, is the caller's. */
bool tasks_unseat(struct tasks *, uint32_t worker, struct order *at);

/* What a worker was at when it died is to be done again; a room has `done` packets by now, and may
 * be complete by that. */
void tasks_redo_block(struct tasks *, int block);
void tasks_redo_room(struct tasks *, const struct order *, uint32_t done, bool ends);

static inline struct room_task *
tasks_room(const struct tasks *t, const struct batch *b, uint32_t stage)
{
    return &t->rooms[b - t->shared->batches][stage];
}

#endif
