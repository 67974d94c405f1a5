/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a worker advances with what it is at. */
#ifndef WATCH_H
#define WATCH_H

#include "shared/tasks.h"

enum stall { NO_STALL, STALL_COMPUTING, STALL_ASLEEP, STALL_MAD };

/* What a worker was last seen at, and since when. */
struct watch {
    bool is_at_order;
    uint32_t order, reached;
    double cpu, since;
};

/* How it stands with a worker that has used so much processor time, at this moment of the time that
 * was watched.  Under the lock of the tasks. */
enum stall watch_worker(struct watch *, const struct tasks *, uint32_t worker, double cpu,
                        double now);

#endif
