/* SPDX-License-Identifier: Apache-2.0 */
/* A thread of the supervisor that takes workers' answers and gives them orders, so that they work
 * on while the main thread waits for packets or for the disk. */
#ifndef DISPATCHER_H
#define DISPATCHER_H

#include "shared/tasks.h"

struct dispatcher {
    struct tasks *tasks;
    pthread_t thread;
    _Atomic bool leave;
    bool runs;
    uint64_t cpu; /* nanoseconds that it took, once it is stopped */
};

/* False, and it is said, when it cannot be started. */
bool dispatcher_start(struct dispatcher *, struct tasks *);
void dispatcher_stop(struct dispatcher *);

#endif
