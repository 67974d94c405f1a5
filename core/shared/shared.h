/* SPDX-License-Identifier: Apache-2.0 */
/* The memory that the supervisor and its workers share, of two kinds.
 *
 * What steers is the supervisor's: which stages there are, the packets of batches, the records of
 * blocks, the orders to workers.  Zygote and workers can only read it and cannot change that, so
 * nothing that a plugin does makes it wrong.
 *
 * What workers make is theirs: rooms, what stages tell one another, the state that stages keep,
 * compressed blocks, answers.  The supervisor believes nothing it finds there: it reads each value
 * once and bounds it, and what it goes by it keeps for itself (shared/tasks.h).
 *
 * A batch is dissected first, by any worker in any order.  The stages behind that keep state from
 * packet to packet: each takes the batches in their order, one worker at a time.  A worker leaves a
 * breadcrumb (packet, plugin) before each packet.  What a packet changes in a room can be taken
 * back by the supervisor (shared/room.h); what it changes in a stage's state is in the stage's own
 * journal, for the next worker (shared/undo.h). */
#ifndef SHARED_H
#define SHARED_H

#include "dissect/dissect.h"
#include "shared/batch.h"
#include "shared/block.h"
#include "shared/orders.h"
#include "shared/stage.h"

enum {
    WORKERS_MAX = 64,
    FORMATS_MAX = 8, /* of files in one run */
    BLOCKS_ON_WAY = 2 * WORKERS_MAX,
    BLOCKS_MAX = FORMATS_MAX * PLUGINS_MAX + 2 * BLOCKS_ON_WAY,
};

/* For so many formats blocks are wanted: an open one for each type, and those on their way. */
struct block_sizes {
    uint32_t small, large; /* of these two sizes */
};

/* What stages keep: half of what a process can still map, between these. */
#define STATE_MAX (UINT64_C(1) << 35)
#define STATE_LEAST (UINT64_C(1) << 28)
#define STATE_STEP (UINT64_C(1) << 20)

/* What zygote and workers write that belongs to no batch. */
struct replies {
    char loading[4096];       /* the plugin file being loaded */
    _Atomic uint32_t answers; /* futex: how often workers have answered */
    volatile uint32_t forbidden[WORKERS_MAX + 1]; /* see sandbox/forbidden.h; the zygote's last */
    struct mailbox mailboxes[WORKERS_MAX];
};

/* This itself steers. */
struct shared {
    int steering;              /* descriptor of the memory that steers; -1: it has none */
    uint32_t n_batches;
    uint32_t n_stages;         /* 1: only dissection */
    struct dissect_options dissect;
    struct stage stages[STAGES_MAX];
    struct batch *batches;
    uint32_t n_blocks, n_large; /* the large ones come first */
    struct block blocks[BLOCKS_MAX];
    struct file_style style;   /* of the files that blocks become a part of */
    uint8_t *raw;              /* the records of blocks */
    uint8_t *packed;           /* and what workers make of them */
    struct replies *replies;
    uint8_t *state;            /* what the stages were given of it can be reached, and no more */
    uint64_t state_size;
    int state_fd;              /* the supervisor's, to see which pages there are; -1: it has none */
    _Atomic uint32_t stop;     /* workers are to leave */
    _Atomic uint8_t off[PLUGINS_MAX]; /* plugins that failed too often: as if they were not there */
    _Atomic uint32_t answers_awaited;
    struct desk desks[WORKERS_MAX];
};

/* NULL with errno set.  Kept for good. */
struct shared *shared_create(uint32_t n_batches, struct block_sizes);

/* Bytes that can be mapped without which it is NULL. */
uint64_t shared_wants(uint32_t n_batches, struct block_sizes);

/* In a process that is to be steered, for good: from here on what steers can only be read. */
bool shared_give_up_steering(struct shared *);

/* For shared_begin_anew(), in all processes to come: with it pages that are there are zeroed and
 * kept, as long as they are few. */
void shared_keep_state(struct shared *);

/* Another run begins with it, as with new memory, but that workers go on who wait for orders. */
bool shared_begin_anew(struct shared *);

/* In this process it is not there any more; in the one that made it also its descriptors. */
void shared_forget(struct shared *);
void shared_dismiss(struct shared *);

/* Opens what this stage was given of the state, or all of them were, in this process. */
bool shared_open_stage(const struct stage *);
bool shared_open_state(struct shared *);

/* A worker keeps no mailbox but its own. */
bool shared_keep_mailbox(struct shared *, uint32_t worker);

#endif
