/* SPDX-License-Identifier: Apache-2.0 */
/* The main job: packets in, tasks to the workers, records out in the order of the packets. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "run/account.h"
#include "capture/capture.h"
#include "run/crew.h"
#include "output/output.h"

enum { BATCHES_MAX = 2 * WORKERS_MAX + 2 };

struct supervisor {
    struct shared *shared;
    struct crew *crew;
    struct capture *capture;
    struct output *output;
    const Catalog__Catalog *catalog;
    uint32_t n_workers;
    void (*tick)(struct supervisor *); /* now and then, a few times a second */

    struct account account;
    uint64_t filled, committed;      /* batches: number of the next one */
    uint32_t taken_over;             /* of the oldest batch: packets whose records are out already */
    bool ended;                      /* no more packets come */
    bool flushed_all;                /* and the stages have given out what they held */
    double packets_came, clock_told; /* when: for live capture */
    bool interrupted;                /* before all was read and decoded */
    double started, ticked, flushed;
    struct spared {                  /* the packet that last was not blamed for a death */
        uint64_t batch;
        uint32_t stage, packet, times;
    } spared, stalled;               /* and where workers died before they began one */
    uint32_t flush_deaths;
    struct watch {                   /* what a worker was last seen doing */
        uint64_t batch;              /* number + 1 */
        uint32_t stage, packet;
        double cpu, since;
        bool killed;
    } watches[WORKERS_MAX];
};

/* Runs to the end; false when an output failed or the crew was lost, which has been said. */
bool supervisor_run(struct supervisor *);

/* For output_create(): sleeps until a worker has done something. */
bool supervisor_wait(void *supervisor);

/* Replaces workers that died; ends those that hang.  False when none can be replaced. */
bool recover(struct supervisor *);

/* The slot of a batch. */
static inline struct batch *
batch_numbered(const struct supervisor *s, uint64_t number)
{
    return &s->shared->batches[number % s->shared->n_batches];
}

/* How often the user asked to stop, and whether for statistics; set by signals. */
extern volatile int supervisor_interrupts, supervisor_statistics_wanted;

#endif
