/* SPDX-License-Identifier: Apache-2.0 */
#include "run/recover.h"

#include "base/clock.h"
#include "base/say.h"
#include "run/wreck.h"
#include "run/zygote.h"
#include "sandbox/forbidden.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define GAP_SECONDS 1.0     /* between two looks: the program was stopped */
#define TICK_SECONDS 0.2    /* which counts as so much */
#define ZYGOTE_SECONDS 10.0 /* to start or end a worker */
#define RETRY_SECONDS 0.3   /* after a worker could not be started */
#define MISSED_SECONDS 5.0  /* until it is done without */

static void
describe(char *reason, size_t size, enum stall killed, int status, uint32_t forbidden)
{
    char tried[FORBIDDEN_TEXT];

    if (killed == STALL_MAD)
        snprintf(reason, size, "gave an answer that makes no sense");
    else if (killed)
        snprintf(reason, size, "did not come back");
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS && forbidden_signal(forbidden))
        snprintf(reason, size, "crashed: %s", strsignal(forbidden_signal(forbidden)));
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        snprintf(reason, size, "crashed: %s", forbidden_text(forbidden, tried));
    else if (WIFSIGNALED(status))
        snprintf(reason, size, "crashed: %s", strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) == ZYGOTE_NO_MEMORY)
        snprintf(reason, size, "ran out of memory");
    else
        snprintf(reason, size, "ended its process with status %d", WEXITSTATUS(status));
}

static void
ask_for_worker(struct recovery *r, uint32_t worker)
{
    r->workers[worker].is_awaited = true;
    r->workers[worker].asked = r->watched;
    crew_replace(r->crew, worker);
}

static void
bury(struct recovery *r, uint32_t worker, int status)
{
    struct worker_state *w = &r->workers[worker];
    enum stall killed = w->killed;
    volatile uint32_t *forbidden = &r->tasks->shared->replies->forbidden[worker];
    char reason[REASON_MAX];
    struct order at;

    *w = (struct worker_state){ .killed = NO_STALL };
    describe(reason, sizeof reason, killed, status, *forbidden);
    *forbidden = 0;
    if (tasks_unseat(r->tasks, worker, &at)) {
        if (at.block >= 0)
            tasks_redo_block(r->tasks, at.block);
        else
            recover_room(r, &at, killed, reason);
    }
    ask_for_worker(r, worker);
}

/* The system may let it be forked a little later. */
static void
miss(struct recovery *r, uint32_t worker, int problem)
{
    struct worker_state *w = &r->workers[worker];

    if (!w->is_missed)
        w->missed = r->watched;
    w->is_missed = true;
    w->asked = r->watched;
    if (r->watched - w->missed > MISSED_SECONDS) {
        w->is_awaited = false;
        say_error("worker %u cannot be started: %s; the run goes on without it", worker + 1,
                  strerror(problem));
    }
}

static void
heed(struct recovery *r, const struct crew_event *event)
{
    struct worker_state *w = &r->workers[event->worker];

    switch (event->kind) {
    case CREW_STARTED:
        *w = (struct worker_state){ .killed = NO_STALL };
        tasks_seat(r->tasks, event->worker);
        break;
    case CREW_NOT_STARTED: miss(r, event->worker, event->value); break;
    case CREW_DIED: bury(r, event->worker, event->value); break;
    }
}

/* Time in which nobody looked is no time in which a worker could be seen to stand still. */
static void
look_at_clock(struct recovery *r)
{
    double now = clock_seconds();

    if (r->last > 0)
        r->watched += now - r->last < GAP_SECONDS ? now - r->last : TICK_SECONDS;
    r->last = now;
}

/* The zygote does not do what it is told, or a worker does not come further. */
static void
look_at_worker(struct recovery *r, uint32_t worker)
{
    struct worker_state *w = &r->workers[worker];
    double since = r->watched - w->asked;

    if (w->is_awaited && w->is_missed && since > RETRY_SECONDS) {
        ask_for_worker(r, worker);
    } else if ((w->is_awaited || w->killed) && !w->is_missed && since > ZYGOTE_SECONDS) {
        say_error("the process that runs the plugins does not answer; it is ended");
        crew_give_up(r->crew);
    } else if (!w->killed && r->tasks->seats[worker].taken) {
        w->killed = watch_worker(&w->watch, r->tasks, worker,
                                 crew_cpu_seconds(r->crew, worker), r->watched);
        if (w->killed) {
            w->asked = r->watched;
            crew_kill(r->crew, worker);
        }
    }
}

/* Whether there is a worker, or may be one. */
static bool
somebody_is_left(const struct recovery *r)
{
    if (crew_is_lost(r->crew))
        return false;
    for (uint32_t i = 0; i < r->n_workers; i++)
        if (r->tasks->seats[i].taken || r->workers[i].is_awaited)
            return true;
    return false;
}

/* Answers that still come are taken no more: the blocks are the supervisor's own from now on. */
static void
clear_seats(struct recovery *r)
{
    struct order at;

    for (uint32_t i = 0; i < r->n_workers; i++)
        if (tasks_unseat(r->tasks, i, &at) && at.block >= 0)
            tasks_redo_block(r->tasks, at.block);
}

bool
recover(struct recovery *r)
{
    struct crew_event event;

    if (r->lost)
        return false;
    look_at_clock(r);
    while (crew_next_event(r->crew, &event)) {
        pthread_mutex_lock(&r->tasks->lock);
        heed(r, &event);
        pthread_mutex_unlock(&r->tasks->lock);
    }
    pthread_mutex_lock(&r->tasks->lock);
    for (uint32_t i = 0; i < r->n_workers && !crew_is_lost(r->crew); i++)
        look_at_worker(r, i);
    r->lost = !somebody_is_left(r);
    if (r->lost)
        clear_seats(r);
    pthread_mutex_unlock(&r->tasks->lock);
    if (r->lost)
        say_error("%s; nothing more can be decoded",
                  crew_is_lost(r->crew) ? "the process that runs the plugins has ended"
                                        : "no worker is left and none can be started");
    tasks_go_on(r->tasks);
    return !r->lost;
}
