/* SPDX-License-Identifier: Apache-2.0 */
#include "run/crew_load.h"

#include "base/clock.h"
#include "base/memory.h"
#include "dissect/catalog.h"
#include "run/catalog_check.h"
#include "run/ipc.h"
#include "run/loading.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LEAVE_SECONDS 3.0 /* to end its workers */

enum { LEAVE_MS = 2 };

/* The zygote's status once it has ended; it is ended when it takes too long, and so is what it
 * left: while it is not reaped its group is its own. */
int
crew_await_zygote(struct crew *crew, double seconds)
{
    double deadline = clock_seconds() + seconds;
    siginfo_t about = { .si_pid = 0 };
    int status = 0;

    while (waitid(P_PID, (id_t)crew->zygote, &about, WEXITED | WNOWAIT | WNOHANG) == 0
               ? !about.si_pid
               : errno == EINTR) {
        if (clock_seconds() > deadline)
            kill(crew->zygote, SIGKILL);
        poll(NULL, 0, LEAVE_MS);
    }
    kill(-crew->zygote, SIGKILL);
    waitpid(crew->zygote, &status, 0);
    crew->zygote = 0;
    return status;
}

static enum status
say_loading_failed(struct crew *crew, uint32_t seconds, int problem)
{
    if (problem)
        kill(crew->zygote, SIGKILL);
    return loading_failed(crew->shared, crew_await_zygote(crew, LEAVE_SECONDS), seconds, problem);
}

static enum status
receive_catalog(struct crew *crew, const struct crew_options *o, Catalog__Catalog **catalog)
{
    struct ipc_head head;
    const char *wrong;
    uint8_t *bytes;
    int problem = 0;

    if (!ipc_receive(crew->socket, &head, &bytes, o->load_seconds))
        problem = errno;
    else if (head.kind == IPC_CATALOG)
        *catalog = catalog__catalog__unpack(&need_for_messages, head.length, bytes);
    free(bytes);
    if (!*catalog)
        return say_loading_failed(crew, o->load_seconds, problem);
    wrong = catalog_problem(*catalog);
    if (!wrong)
        return STATUS_DONE;
    say_error("what the plugins tell of themselves cannot be true: %s: one of them spoke for the "
              "others when it was loaded: remove it",
              wrong);
    catalog__catalog__free_unpacked(*catalog, NULL);
    *catalog = NULL;
    kill(crew->zygote, SIGKILL);
    crew_await_zygote(crew, LEAVE_SECONDS);
    return STATUS_REFUSED;
}

/* The two ends of a socket for each lane: its supervisor's, kept, and its zygote's. */
static bool
connect_lanes(struct crew *crew, const struct crew_options *o, struct zygote_lane *theirs)
{
    int pair[2];

    for (uint32_t i = 0; i < o->n_lanes; i++) {
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
            return false;
        crew->lanes[i] = (struct zygote_lane){ o->lanes[i], pair[0] };
        theirs[i] = (struct zygote_lane){ o->lanes[i], pair[1] };
        crew->n_lanes++;
    }
    return true;
}

static bool
fork_zygote(struct crew *crew, const struct crew_options *o)
{
    struct zygote_lane *theirs = need(o->n_lanes + 1, sizeof *theirs);
    struct zygote_start start = { .shared = crew->shared,
                                  .folders = o->folders,
                                  .file = o->file,
                                  .supervisor = getpid(),
                                  .lanes = theirs,
                                  .n_lanes = o->n_lanes };
    int pair[2];

    crew->lanes = need(o->n_lanes + 1, sizeof *crew->lanes);
    fflush(NULL); /* or what was printed so far would be printed twice */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) ||
        !connect_lanes(crew, o, theirs) || (crew->zygote = fork()) < 0) {
        say_error("cannot start the plugin process: %s", strerror(errno));
        free(theirs);
        return false;
    }
    start.socket = pair[1];
    if (crew->zygote == 0) {
        close(pair[0]);
        for (uint32_t i = 0; i < crew->n_lanes; i++)
            close(crew->lanes[i].socket);
        zygote_run(&start);
    }
    for (uint32_t i = 0; i < crew->n_lanes; i++)
        close(theirs[i].socket);
    free(theirs);
    close(pair[1]);
    crew->socket = pair[0];
    return true;
}

enum status
crew_load(struct crew *crew, const struct crew_options *o, Catalog__Catalog **catalog)
{
    if (o->isolated)
        return fork_zygote(crew, o) ? receive_catalog(crew, o, catalog) : STATUS_FAILED;
    crew->plugins = zygote_load(crew->shared, o->folders, o->file, -1);
    *catalog = catalog_of(crew->plugins);
    return STATUS_DONE;
}
