/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the work of workers that died or hang: what they were at is taken back, the
 * packet quarantined or the flow lost, and everything behind goes on. */
#ifndef RECOVER_H
#define RECOVER_H

#include "output/output.h"
#include "run/account.h"
#include "run/crew.h"

/* How often workers died at one place in a row. */
struct deaths {
    uint64_t batch;
    uint32_t stage, packet, times;
};

/* What a worker was last seen doing. */
struct watch {
    uint64_t batch; /* number + 1; 0: nothing that can be watched */
    uint32_t stage, packet;
    double cpu, since;
    bool killed;
};

struct recovery {
    struct shared *shared;
    struct crew *crew;
    struct output *output;
    struct account *account;
    const Catalog__Catalog *catalog;
    uint32_t n_workers;

    struct deaths at_flow_end;   /* for which the packet at work was not blamed */
    struct deaths before_packet; /* before they began it */
    uint32_t in_flushes;         /* so many died when stages gave out what they held */
    struct watch watches[WORKERS_MAX];
};

/* Ends workers that hang, and replaces those that died; the batches from `from` to before `upto`
 * are with them.  False, and it is said, when no worker can be replaced. */
bool recover(struct recovery *, uint64_t from, uint64_t upto);

#endif
