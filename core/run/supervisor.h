/* SPDX-License-Identifier: Apache-2.0 */
/* The main job: packets in, tasks to the workers, records out in the order of the packets. */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include "base/notify.h"
#include "capture/capture.h"
#include "output/output.h"
#include "run/ending.h"
#include "run/lag.h"
#include "run/recover.h"

struct supervisor {
    struct tasks *tasks;
    struct crew *crew;
    struct capture *capture;
    struct output *output;
    const Catalog__Catalog *catalog;
    uint32_t n_workers;
    void (*tick)(struct supervisor *); /* a few times a second, and when a signal waits */
    bool (*turn)(
        struct supervisor *);  /* between batches; false ends the run; NULL: nothing to do */
    struct rotation *rotation; /* for turn */
    struct report *report;     /* for tick */
    struct standing *standing; /* where a run of several tells how far it is; NULL: it is alone */
    struct attendants *attendants; /* for tick; NULL: none */
    double metrics_written;
    uint32_t metrics_told; /* that they are too long */
    struct notify notify;
    struct lag lag;
    struct fault_limits fault_limits;
    double flush_interval; /* live: in so many seconds records are on disk */
    struct ending ending;
    bool counted; /* the user wants so many packets, and no others */

    struct account account;
    uint64_t filled, oldest;         /* number of the next batch; of the oldest not taken over */
    uint32_t taken_over;             /* of the oldest batch: packets whose records are out */
    bool ended;                      /* no more packets come */
    bool flushed_all;                /* and the stages have given out what they held */
    double packets_came, clock_told; /* when: for live capture */
    bool interrupted;                /* before all was read and decoded */
    double started, ticked, flushed;
    struct recovery recovery;
};

/* Runs to the end; false, and it is said, when an output failed.  When all workers are lost, which
 * recovery.lost tells, what was decoded until then is taken over. */
bool supervisor_run(struct supervisor *);

/* What it holds of its own: its tasks too. */
void supervisor_free(struct supervisor *);

/* For output_create(): sleeps a moment, or until a worker has done something; false as above. */
bool supervisor_wait(void *supervisor);

#endif
