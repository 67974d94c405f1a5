/* SPDX-License-Identifier: Apache-2.0 */
/* The workers, seen from the supervisor: started, found dead, replaced.
 *
 * Isolated, workers are processes forked by a process that loaded the plugins (the zygote), so
 * that no plugin's code ever runs in the supervisor.  Not isolated, they are threads of this
 * process, which then dies with any of them: for debuggers, valgrind and profilers.
 *
 * Nothing waits for the zygote without an end. */
#ifndef CREW_H
#define CREW_H

#include "catalog.pb-c.h"
#include "shared/shared.h"

#include <stdbool.h>

struct crew;

struct crew_options {
    char *const *folders; /* of plugins, NULL behind the last */
    const char *file;     /* or the one file, if it is set */
    bool isolated;
    uint32_t load_seconds;     /* for loading them all */
    struct shared *const *lanes; /* of a set of runs side by side; isolated only */
    uint32_t n_lanes;
};

struct crew_event {
    enum { CREW_STARTED, CREW_NOT_STARTED, CREW_DIED } kind;
    uint32_t worker;
    int value; /* not started: an errno; died: a status as waitpid() tells it */
};

/* Loads the plugins and tells what they are; the caller frees the catalog.  NULL, and it is said,
 * with *exit_status set. */
struct crew *crew_create(struct shared *, const struct crew_options *, Catalog__Catalog **catalog,
                         int *exit_status);

/* With lanes those are what crew_start() starts, in place of workers.  In a process of its own the
 * crew of one of them then is taken out of the whole, of which nothing else is left there. */
struct crew *crew_take_lane(struct crew *all, uint32_t lane);

/* In the process that has started it: the lane has a supervisor by now; that supervisor is gone,
 * and what it left behind is ended, which is waited for a moment. */
void crew_leave_lane(struct crew *all, uint32_t lane);
void crew_end_lane(struct crew *all, uint32_t lane);

/* Tells the plugins their settings and starts the workers; false, and it is said, when none could
 * be started.  Who was started and who was not is an event of each.  For another run it begins
 * anew, with the workers that are there. */
bool crew_start(struct crew *, const Catalog__Settings *, uint32_t n_workers);

/* Ends the workers, whatever they are at: after a run that did not come to its end others begin the
 * next one.  False when that cannot be had. */
bool crew_renew(struct crew *);

/* Becomes readable when there may be an event; -1 when they are threads, whose death nobody
 * survives. */
int crew_fd(const struct crew *);

/* What became of a worker; false when there is nothing new. */
bool crew_next_event(struct crew *, struct crew_event *);

/* Whether the zygote is gone: no worker can be replaced. */
bool crew_is_lost(const struct crew *);

/* Starts a worker in place of one that died. */
void crew_replace(struct crew *, uint32_t worker);

/* Ends a worker that does not come back by itself; it is then found dead. */
void crew_kill(struct crew *, uint32_t worker);

/* Ends the zygote, and by that all workers: it does not answer. */
void crew_give_up(struct crew *);

/* Processor seconds a worker has used, 0 when it is not known; negative for threads. */
double crew_cpu_seconds(const struct crew *, uint32_t worker);

/* Tells the workers to leave and waits for them, or ends them. */
void crew_destroy(struct crew *);

#endif
