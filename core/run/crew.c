/* SPDX-License-Identifier: Apache-2.0 */
#include "run/crew.h"

#include "base/say.h"
#include "dissect/catalog.h"
#include "run/ipc.h"
#include "run/worker.h"
#include "run/zygote.h"
#include "sandbox/forbidden.h"
#include "shared/tasks.h"

#include <errno.h>
#include <ltdl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct crew {
    struct shared *shared;
    uint32_t n_workers;
    bool lost; /* the zygote is gone */

    /* isolated */
    pid_t zygote;
    int socket;
    pid_t pids[WORKERS_MAX];

    /* threads */
    struct plugins *plugins;
    struct seat {
        struct crew *crew;
        uint32_t worker;
        pthread_t thread;
    } seats[WORKERS_MAX];
};

/* Waits for the zygote, and ends what it left: while it is not reaped its group is its own. */
static int
reap_zygote(const struct crew *crew)
{
    siginfo_t about;
    int status = 0;

    while (waitid(P_PID, (id_t)crew->zygote, &about, WEXITED | WNOWAIT) && errno == EINTR)
        ;
    kill(-crew->zygote, SIGKILL);
    waitpid(crew->zygote, &status, 0);
    return status;
}

/* A plugin's constructor, or its vtable, has brought the zygote down. */
static void
say_loading_failed(const struct crew *crew)
{
    uint32_t forbidden;
    int status;
    char tried[FORBIDDEN_TEXT], file[sizeof crew->shared->loading];

    memcpy(file, crew->shared->loading, sizeof file);
    file[sizeof file - 1] = '\0';
    status = reap_zygote(crew);
    forbidden = crew->shared->forbidden[WORKERS_MAX];
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS && !forbidden_signal(forbidden))
        say_error("%s: %s, while being loaded: remove it", *file ? file : "plugin",
                  forbidden_text(forbidden, tried));
    else if (WIFSIGNALED(status))
        say_error("%s: crashed (%s) while being loaded: remove it", *file ? file : "plugin",
                  strsignal(forbidden_signal(forbidden) ? forbidden_signal(forbidden)
                                                  : WTERMSIG(status)));
    else
        say_error("%s: ended the program while being loaded: remove it", *file ? file : "plugin");
}

static bool
fork_zygote(struct crew *crew, const char *folder, const char *file, Catalog__Catalog **catalog)
{
    struct ipc_head head;
    uint8_t *bytes;
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) || (crew->zygote = fork()) < 0) {
        say_error("cannot start the plugin process: %s", strerror(errno));
        return false;
    }
    if (crew->zygote == 0) {
        close(pair[0]);
        zygote_run(crew->shared, folder, file, pair[1]);
    }
    close(pair[1]);
    crew->socket = pair[0];
    if (ipc_receive(crew->socket, &head, &bytes) && head.kind == IPC_CATALOG)
        *catalog = catalog__catalog__unpack(NULL, head.length, bytes);
    free(bytes);
    if (!*catalog)
        say_loading_failed(crew);
    return *catalog != NULL;
}

static bool
load_here(struct crew *crew, const char *folder, const char *file, Catalog__Catalog **catalog)
{
    crew->plugins = zygote_load(crew->shared, folder, file);
    if (!crew->plugins)
        return false;
    *catalog = catalog_of(crew->plugins);
    return true;
}

struct crew *
crew_create(struct shared *shared, const char *folder, const char *file, bool isolated,
            Catalog__Catalog **catalog, int *exit_status)
{
    struct crew *crew = calloc(1, sizeof *crew);

    *catalog = NULL;
    *exit_status = STATUS_REFUSED;
    if (!crew)
        return NULL;
    crew->shared = shared;
    crew->socket = -1;
    if (isolated ? !fork_zygote(crew, folder, file, catalog)
                 : !load_here(crew, folder, file, catalog)) {
        free(crew);
        return NULL;
    }
    for (size_t i = 0; i < (*catalog)->n_refused; i++)
        say_error("%s", (*catalog)->refused[i]);
    if ((*catalog)->n_refused) {
        catalog__catalog__free_unpacked(*catalog, NULL);
        *catalog = NULL;
        crew_destroy(crew);
        return NULL;
    }
    return crew;
}

static void *
thread_main(void *seat)
{
    struct seat *s = seat;
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL); /* signals are the supervisor's */
    worker_run(s->crew->shared, s->crew->plugins, s->worker);
    return NULL;
}

void
crew_replace(struct crew *crew, uint32_t worker)
{
    if (!ipc_send(crew->socket, IPC_SPAWN, worker, 0))
        crew->lost = true;
}

static bool
start_processes(struct crew *crew, const Catalog__Settings *settings)
{
    crew->lost = !ipc_send_packed(crew->socket, IPC_SETTINGS, &settings->base);
    for (uint32_t i = 0; i < crew->n_workers && !crew->lost; i++)
        crew_replace(crew, i);
    if (crew->lost)
        say_error("cannot start the workers: the process that runs the plugins has ended");
    return !crew->lost;
}

static bool
start_threads(struct crew *crew, const Catalog__Settings *settings)
{
    plugins_apply(crew->plugins, settings);
    for (uint32_t i = 0; i < crew->n_workers; i++) {
        struct seat *seat = &crew->seats[i];
        int problem;

        *seat = (struct seat){ .crew = crew, .worker = i };
        problem = pthread_create(&seat->thread, NULL, thread_main, seat);
        if (problem) {
            say_error("cannot start the workers: %s", strerror(problem));
            crew->n_workers = i; /* to be waited for */
            return false;
        }
    }
    return true;
}

bool
crew_start(struct crew *crew, const Catalog__Settings *settings, uint32_t n_workers)
{
    crew->n_workers = n_workers;
    return crew->plugins ? start_threads(crew, settings) : start_processes(crew, settings);
}

int
crew_fd(const struct crew *crew)
{
    return crew->socket;
}

bool
crew_is_lost(const struct crew *crew)
{
    return crew->lost;
}

bool
crew_next_death(struct crew *crew, struct death *death)
{
    struct pollfd fd = { crew->socket, POLLIN, 0 };
    struct ipc_head head;
    uint8_t *bytes;

    while (crew->socket >= 0 && !crew->lost && poll(&fd, 1, 0) > 0) {
        if (!ipc_receive(crew->socket, &head, &bytes)) {
            crew->lost = true;
            break;
        }
        free(bytes);
        if (head.worker >= WORKERS_MAX)
            continue;
        if (head.kind == IPC_STARTED && head.value < 0)
            crew->lost = true;
        if (head.kind == IPC_STARTED)
            crew->pids[head.worker] = head.value;
        if (head.kind == IPC_DIED) {
            crew->pids[head.worker] = 0;
            *death = (struct death){ head.worker, head.value };
            return true;
        }
    }
    return false;
}

void
crew_kill(struct crew *crew, uint32_t worker)
{
    if (crew->socket >= 0 && !ipc_send(crew->socket, IPC_KILL, worker, 0))
        crew->lost = true;
}

double
crew_cpu_seconds(const struct crew *crew, uint32_t worker)
{
    struct timespec used;
    clockid_t clock;

    if (crew->pids[worker] <= 0 || clock_getcpuclockid(crew->pids[worker], &clock) ||
        clock_gettime(clock, &used))
        return -1;
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

void
crew_destroy(struct crew *crew)
{
    if (!crew)
        return;
    tasks_stop(crew->shared);
    if (crew->plugins) {
        for (uint32_t i = 0; i < crew->n_workers; i++)
            pthread_join(crew->seats[i].thread, NULL);
        plugins_free(crew->plugins);
        lt_dlexit();
    }
    if (crew->socket >= 0) {
        close(crew->socket); /* the zygote leaves at the end of its orders, its workers with it */
        reap_zygote(crew);
    }
    free(crew);
}
