/* SPDX-License-Identifier: Apache-2.0 */
/* The memory that the supervisor and its workers share: batches of packets that go through stages,
 * the state that stages keep, and blocks of records to compress.
 *
 * A batch is dissected first, by any worker in any order.  The stages behind that keep state from
 * packet to packet: each takes the batches in their order, one worker at a time.  A worker leaves a
 * breadcrumb (packet, plugin) before each packet.  What a packet changes in a room can be taken
 * back by the supervisor (shared/room.h); what it changes in a stage's state is in the stage's own
 * journal, for the next worker (shared/undo.h).  The supervisor believes nothing it finds here: it
 * reads each length once and bounds it. */
#ifndef SHARED_H
#define SHARED_H

#include "dissect/dissect.h"
#include "shared/batch.h"
#include "shared/block.h"
#include "shared/stage.h"

enum {
    WORKERS_MAX = 64,
    BLOCKS_MAX = PLUGINS_MAX + 2 * WORKERS_MAX, /* an open one per type, and those on their way */
};

#define STATE_MAX (UINT64_C(1) << 35)
#define STATE_LEAST (UINT64_C(1) << 30)

struct shared {
    /* Workers only read this. */
    int done_event;            /* eventfd; -1: nobody waits */
    uint32_t n_batches;
    uint32_t n_stages;         /* 1: only dissection */
    struct dissect_options dissect;
    struct stage stages[STAGES_MAX];
    struct batch *batches;
    uint8_t *state;            /* what the stages were given of it can be reached, and no more */
    uint64_t state_size, state_used;
    struct block *blocks;      /* BLOCKS_MAX; their states stand together, to be searched fast */

    /* See shared/tasks.h. */
    _Alignas(4096) _Atomic uint32_t wakeups; /* futex: raised with every task made ready */
    _Atomic uint32_t stop;               /* workers are to leave */
    _Atomic uint32_t supervisor_waits;   /* write to the done event */
    _Atomic uint64_t next[STAGES_MAX];   /* number of the batch a stage is at */
    _Atomic uint32_t broken[STAGES_MAX]; /* a worker died over a packet: put the state back */
    _Atomic uint32_t block_states[BLOCKS_MAX];
    char loading[4096];                  /* the plugin file being loaded */
    volatile uint32_t forbidden[WORKERS_MAX + 1]; /* see sandbox/forbidden.h; the zygote's last */
};

/* NULL with errno set.  Kept for good. */
struct shared *shared_create(uint32_t n_batches);

/* Opens the state that stages were given, in this process. */
bool shared_open_state(struct shared *);

#endif
