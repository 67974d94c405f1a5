/* SPDX-License-Identifier: Apache-2.0 */
/* The process that loads the plugins and forks the workers.  It has a single thread, so what it
 * forks is whole; it tells the supervisor who died of what. */
#ifndef ZYGOTE_H
#define ZYGOTE_H

#include "dissect/plugins.h"
#include "shared/shared.h"

#include <sys/types.h>

/* Exit statuses: this process, or a worker, got no memory, and has nowhere to say so; this process
 * could not be confined, which it has said; its supervisor died first, and nobody is left to hear
 * it. */
enum { ZYGOTE_NO_MEMORY = 101, ZYGOTE_NOT_CONFINED = 102, ZYGOTE_ORPHANED = 103 };

/* A lane of a set of runs: memory and a supervisor of its own. */
struct zygote_lane {
    struct shared *shared;
    int socket; /* to that supervisor */
};

struct zygote_start {
    struct shared *shared;
    char *const *folders; /* see zygote_load() */
    const char *file;
    int socket;
    pid_t supervisor;
    struct zygote_lane *lanes; /* whoever is to be spawned then is the zygote of a lane */
    uint32_t n_lanes;
};

/* The plugins of the folders, NULL behind the last, or the one file if `file` is set; one that
 * takes the socket away, if there is one, ends the process while it is being loaded. */
struct plugins *zygote_load(struct shared *, char *const *folders, const char *file, int socket);

/* Gives up what steers, loads the plugins, tells the catalog, and does what it is told through the
 * socket, all as long as the supervisor is its parent.  The zygote of a lane, forked when all is
 * loaded, does the same for its own supervisor as long as that is there. */
_Noreturn void zygote_run(const struct zygote_start *);

#endif
