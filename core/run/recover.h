/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the work of workers that died or hang: what they were at is taken back, the
 * packet quarantined or the flow lost, and everything behind goes on. */
#ifndef RECOVER_H
#define RECOVER_H

#include "run/account.h"
#include "run/counted.h"
#include "run/crew.h"
#include "run/faults.h"
#include "run/watch.h"

/* How often workers died at one packet of a batch in a row. */
struct deaths {
    uint64_t batch;
    uint32_t packet, times;
};

/* Those at one stage of a batch; workers at others die between them, and do not count. */
struct room_deaths {
    struct deaths at_flow_end;   /* for which the packet at work was not blamed */
    struct deaths before_packet; /* before they began it */
    struct deaths asleep;        /* over a packet, by the clock on the wall alone */
};

/* Those at a stage where no plugin was at work, near one another. */
struct unexplained {
    uint32_t times;
    uint64_t passed; /* what the stage had done at the last one */
};

/* What there is to know of a worker besides its seat. */
struct worker_state {
    struct watch watch;
    enum stall killed; /* why it is told to end; NO_STALL: it is not */
    bool is_awaited;   /* the zygote is to start or to end it */
    bool is_missed;    /* it could not be started */
    double asked;      /* when the zygote was told so */
    double missed;     /* since when it could not be started */
};

struct recovery {
    struct tasks *tasks;
    struct crew *crew;
    struct account *account;
    const Catalog__Catalog *catalog;
    uint32_t n_workers;
    struct aside *asides; /* of each batch */
    struct room_deaths (*deaths)[STAGES_MAX]; /* of each batch */
    struct faults faults; /* of each plugin */
    bool lost;            /* no worker is left, and none can be started */

    struct counted counted;
    struct unexplained unexplained[STAGES_MAX];
    struct deaths in_flushes[STAGES_MAX]; /* when stages gave out what they held */
    double last, watched;        /* the last look; seconds in which there were looks */
    struct worker_state workers[WORKERS_MAX];
};

/* Seats workers that were started, ends those that hang, and replaces those that died.  False, and
 * it is said once, when none is left. */
bool recover(struct recovery *);

#endif
