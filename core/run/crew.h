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

/* Loads the plugins of the folder, or the one file if `file` is set, and says what they are; the
 * caller frees the catalog.  NULL after a message, with *exit_status set. */
struct crew *crew_create(struct shared *, const char *folder, const char *file, bool isolated,
                         Catalog__Catalog **catalog, int *exit_status);

/* Settles the plugins and starts the workers. */
bool crew_start(struct crew *, const Catalog__Settings *, uint32_t n_workers);

/* Becomes readable when a worker died; -1 when that cannot be survived. */
int crew_fd(const struct crew *);

/* One worker that died; false when there is none, -1 workers left when the zygote is gone. */
bool crew_next_death(struct crew *, struct death *);
bool crew_is_lost(const struct crew *);
void crew_replace(struct crew *, uint32_t worker);

/* Ends a worker that does not come back by itself; it is then found dead. */
void crew_kill(struct crew *, uint32_t worker);

/* Processor seconds a worker has used; negative when not known. */
double crew_cpu_seconds(const struct crew *, uint32_t worker);

/* Tells the workers to leave and waits for them. */
void crew_destroy(struct crew *);

/* The zygote's side of the socket; does not return. */
_Noreturn void zygote_run(struct shared *, const char *folder, const char *file, int socket);

/* Messages between the two: a head, then `length` bytes. */
enum { MESSAGE_CATALOG = 1, MESSAGE_SETTINGS, MESSAGE_SPAWN, MESSAGE_KILL, MESSAGE_STARTED, MESSAGE_DIED };

struct message_head {
    uint32_t kind;
    uint32_t worker;
    int32_t value; /* pid of who started, status of who died */
    uint32_t length;
};

bool message_send(int socket, const struct message_head *, const void *bytes);

/* The next message; *bytes is malloc()ed and NULL when it has none.  False at the end. */
bool message_receive(int socket, struct message_head *, uint8_t **bytes);

#endif
