/* SPDX-License-Identifier: Apache-2.0 */
/* The workers, seen from the supervisor: started, found dead, replaced.
 *
 * Isolated, workers are processes forked by a process that loaded the plugins (the zygote), so
 * that no plugin's code ever runs in the supervisor.  Not isolated, they are threads of this
 * process, which then dies with any of them: for debuggers, valgrind and profilers. */
#ifndef CREW_H
#define CREW_H

#include "catalog.pb-c.h"
#include "shared/shared.h"

#include <stdbool.h>

struct crew;

struct death {
    uint32_t worker;
    int status; /* as waitpid() tells it */
};

/* Loads the plugins of the folder, or the one file if `file` is set, and tells what they are; the
 * caller frees the catalog.  NULL, and it is said, with *exit_status set. */
struct crew *crew_create(struct shared *, const char *folder, const char *file, bool isolated,
                         Catalog__Catalog **catalog, int *exit_status);

/* Tells the plugins their settings and starts the workers; false, and it is said, when they cannot
 * be started. */
bool crew_start(struct crew *, const Catalog__Settings *, uint32_t n_workers);

/* Becomes readable when a worker died; -1 when they are threads, whose death nobody survives. */
int crew_fd(const struct crew *);

/* One worker that died; false when there is none, or the crew is lost. */
bool crew_next_death(struct crew *, struct death *);

/* Whether the zygote is gone or can fork no more: no worker can be replaced. */
bool crew_is_lost(const struct crew *);

/* Starts a worker in place of one that died. */
void crew_replace(struct crew *, uint32_t worker);

/* Ends a worker that does not come back by itself; it is then found dead. */
void crew_kill(struct crew *, uint32_t worker);

/* Processor seconds a worker has used; negative when not known. */
double crew_cpu_seconds(const struct crew *, uint32_t worker);

/* Tells the workers to leave and waits for them. */
void crew_destroy(struct crew *);

#endif
