/* SPDX-License-Identifier: Apache-2.0 */
#include "run/crew.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/say.h"
#include "run/crew_load.h"
#include "run/ipc.h"
#include "run/worker.h"

#include <errno.h>
#include <ltdl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define START_SECONDS 10.0 /* to be told of the first workers */
#define RETRY_SECONDS 5.0  /* in which none of them can be forked */
#define LEAVE_SECONDS 3.0  /* to end its workers */

enum { RETRY_MS = 200 };

/* The zygote leaves at the end of its orders, its workers with it. */
static void
close_all(struct crew *crew)
{
    for (uint32_t i = 0; i < crew->n_lanes; i++)
        if (crew->lanes[i].socket >= 0)
            close(crew->lanes[i].socket);
    if (crew->socket >= 0)
        close(crew->socket);
    free(crew->lanes);
    crew->lanes = NULL;
    crew->n_lanes = 0;
}

struct crew *
crew_create(struct shared *shared, const struct crew_options *o, Catalog__Catalog **catalog,
            int *exit_status)
{
    struct crew *crew = need(1, sizeof *crew);

    *catalog = NULL;
    crew->shared = shared;
    crew->socket = -1;
    *exit_status = crew_load(crew, o, catalog);
    if (!*catalog) {
        close_all(crew);
        free(crew);
        return NULL;
    }
    for (size_t i = 0; i < (*catalog)->n_warned; i++)
        say_warning("%s", (*catalog)->warned[i]);
    for (size_t i = 0; i < (*catalog)->n_refused; i++)
        say_error("%s", (*catalog)->refused[i]);
    if ((*catalog)->n_refused) {
        *exit_status = STATUS_REFUSED;
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
    struct seat_thread *s = seat;
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL); /* signals are the supervisor's */
    worker_run(s->crew->shared, s->crew->plugins, s->worker, 0);
    return NULL;
}

void
crew_replace(struct crew *crew, uint32_t worker)
{
    crew->asked[worker] = true;
    if (crew->socket >= 0 && !ipc_send(crew->socket, IPC_SPAWN, worker, 0))
        crew->lost = true;
}

/* What the zygote tells of a worker; false when it is nothing. */
static bool
event_of(struct crew *crew, const struct ipc_head *head, struct crew_event *event)
{
    if (head->worker >= crew->n_workers)
        return false;
    *event = (struct crew_event){ CREW_DIED, head->worker, head->value };
    if (head->kind == IPC_STARTED) {
        event->kind = head->value > 0 ? CREW_STARTED : CREW_NOT_STARTED;
        event->value = head->value > 0 ? 0 : -head->value;
    }
    crew->pids[head->worker] = event->kind == CREW_STARTED ? head->value : 0;
    crew->asked[head->worker] &= event->kind == CREW_DIED;
    return head->kind == IPC_STARTED || head->kind == IPC_DIED;
}

/* A signal is no reason to stop waiting: workers that were asked for would be asked for again, and
 * there would be two of each.  Nor may that be when it cannot be waited for at all. */
static bool
something_came(struct crew *crew, int wait_ms)
{
    struct pollfd fd = { crew->socket, POLLIN, 0 };
    int n;

    do
        n = poll(&fd, 1, wait_ms);
    while (n < 0 && errno == EINTR);
    crew->lost |= n < 0 && wait_ms > 0;
    return n > 0;
}

static bool
receive_event(struct crew *crew, int wait_ms, struct crew_event *event)
{
    struct ipc_head head;
    uint8_t *bytes;

    while (!crew->lost && something_came(crew, wait_ms)) {
        if (!ipc_receive(crew->socket, &head, &bytes, START_SECONDS)) {
            crew->lost = true;
            break;
        }
        free(bytes);
        if (event_of(crew, &head, event))
            return true;
        say_error("the process that runs the plugins tells nonsense; it is ended");
        crew_give_up(crew);
    }
    return false;
}

/* One round of what became of the workers that were asked for; how many were started. */
static uint32_t
await_first(struct crew *crew)
{
    uint32_t started = 0;

    crew->n_first = 0;
    while (crew->n_first < crew->n_workers &&
           receive_event(crew, (int)(START_SECONDS * 1000), &crew->first[crew->n_first]))
        started += crew->first[crew->n_first++].kind == CREW_STARTED;
    return started;
}

static bool
start_processes(struct crew *crew, const Catalog__Settings *settings)
{
    double deadline = clock_seconds() + RETRY_SECONDS;

    crew->lost = !crew->told && !ipc_send_packed(crew->socket, IPC_SETTINGS, &settings->base);
    while (!crew->lost) {
        for (uint32_t i = 0; i < crew->n_workers && !crew->lost; i++)
            crew_replace(crew, i);
        if (await_first(crew))
            return true;
        if (clock_seconds() > deadline)
            break;
        poll(NULL, 0, RETRY_MS); /* the system may let them be forked a little later */
    }
    if (!crew->lost && crew->n_first)
        say_error("cannot start the workers: %s", strerror(crew->first[0].value));
    else
        say_error("cannot start the workers: the process that runs the plugins has ended or does "
                  "not answer");
    return false;
}

static bool
start_threads(struct crew *crew, const Catalog__Settings *settings)
{
    plugins_apply(crew->plugins, settings);
    for (uint32_t i = 0; i < crew->n_workers; i++) {
        struct seat_thread *seat = &crew->threads[i];
        int problem;

        *seat = (struct seat_thread){ .crew = crew, .worker = i };
        problem = pthread_create(&seat->thread, NULL, thread_main, seat);
        if (problem) {
            say_error("cannot start the workers: %s", strerror(problem));
            crew->n_workers = i; /* to be waited for */
            return false;
        }
        crew->first[crew->n_first++] = (struct crew_event){ CREW_STARTED, i, 0 };
    }
    return true;
}

/* Those that are there sit down again, and who is to come comes. */
static bool
go_on(struct crew *crew)
{
    crew->n_first = 0;
    for (uint32_t i = 0; i < crew->n_workers; i++)
        if (crew->plugins || crew->pids[i] > 0)
            crew->first[crew->n_first++] = (struct crew_event){ CREW_STARTED, i, 0 };
        else if (!crew->asked[i])
            crew_replace(crew, i);
    return !crew->lost;
}

bool
crew_start(struct crew *crew, const Catalog__Settings *settings, uint32_t n_workers)
{
    if (crew->started)
        return go_on(crew);
    crew->n_workers = n_workers;
    crew->started =
        crew->plugins ? start_threads(crew, settings) : start_processes(crew, settings);
    return crew->started;
}

bool
crew_renew(struct crew *crew)
{
    double left, deadline = clock_seconds() + LEAVE_SECONDS;
    struct crew_event event;

    if (crew->plugins)
        return false;
    for (uint32_t i = 0; i < crew->n_workers; i++) {
        crew_kill(crew, i);
        while (!crew->lost && (crew->pids[i] > 0 || crew->asked[i])) {
            left = deadline - clock_seconds();
            if (left <= 0 || !receive_event(crew, (int)(left * 1000) + 1, &event))
                return false;
            if (event.kind == CREW_STARTED)
                crew_kill(crew, event.worker);
        }
        orders_begin(crew->shared, i);
    }
    return !crew->lost;
}

struct crew *
crew_take_lane(struct crew *all, uint32_t lane)
{
    struct crew *crew = need(1, sizeof *crew);

    crew->shared = all->lanes[lane].shared;
    crew->socket = all->lanes[lane].socket;
    crew->told = true;
    all->lanes[lane].socket = -1;
    close_all(all);
    free(all);
    return crew;
}

void
crew_leave_lane(struct crew *all, uint32_t lane)
{
    close(all->lanes[lane].socket);
    all->lanes[lane].socket = -1;
}

void
crew_end_lane(struct crew *all, uint32_t lane)
{
    double left, deadline = clock_seconds() + LEAVE_SECONDS;
    struct crew_event event;

    while (all->pids[lane] > 0 && (left = deadline - clock_seconds()) > 0 &&
           receive_event(all, (int)(left * 1000) + 1, &event))
        ;
    if (all->pids[lane] > 0)
        crew_kill(all, lane);
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
crew_next_event(struct crew *crew, struct crew_event *event)
{
    if (crew->n_first) {
        *event = crew->first[0];
        memmove(crew->first, crew->first + 1, --crew->n_first * sizeof *event);
        return true;
    }
    return crew->socket >= 0 && receive_event(crew, 0, event);
}

void
crew_kill(struct crew *crew, uint32_t worker)
{
    if (crew->socket >= 0 && !ipc_send(crew->socket, IPC_KILL, worker, 0))
        crew->lost = true;
}

void
crew_give_up(struct crew *crew)
{
    if (crew->zygote > 0)
        kill(crew->zygote, SIGKILL);
    crew->lost = true;
}

double
crew_cpu_seconds(const struct crew *crew, uint32_t worker)
{
    struct timespec used;
    clockid_t clock;

    if (crew->plugins)
        return -1;
    if (crew->pids[worker] <= 0 || clock_getcpuclockid(crew->pids[worker], &clock) ||
        clock_gettime(clock, &used))
        return 0;
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

void
crew_destroy(struct crew *crew)
{
    if (!crew)
        return;
    orders_stop(crew->shared);
    if (crew->plugins) {
        for (uint32_t i = 0; i < crew->n_workers; i++)
            pthread_join(crew->threads[i].thread, NULL);
        plugins_free(crew->plugins);
        lt_dlexit();
    }
    close_all(crew);
    if (crew->zygote > 0)
        crew_await_zygote(crew, LEAVE_SECONDS);
    free(crew);
}
