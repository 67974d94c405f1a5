/* SPDX-License-Identifier: Apache-2.0 */
#include "run/dispatcher.h"

#include "base/clock.h"
#include "base/say.h"

#include <signal.h>
#include <string.h>

enum { WAIT_MS = 50 }; /* should a worker spoil what wakes us */

static void *
run(void *context)
{
    struct dispatcher *d = context;

    while (!atomic_load(&d->leave)) {
        uint32_t answers = orders_answers(d->tasks->shared);

        tasks_go_on(d->tasks);
        orders_await(d->tasks->shared, answers, WAIT_MS);
    }
    d->cpu = clock_cpu();
    return NULL;
}

/* Signals are the main thread's. */
bool
dispatcher_start(struct dispatcher *d, struct tasks *tasks)
{
    sigset_t all, before;
    int problem;

    d->tasks = tasks;
    atomic_init(&d->leave, false);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    problem = pthread_create(&d->thread, NULL, run, d);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    d->runs = !problem;
    if (problem)
        say_error("cannot start a thread: %s", strerror(problem));
    return d->runs;
}

void
dispatcher_stop(struct dispatcher *d)
{
    if (!d->runs)
        return;
    atomic_store(&d->leave, true);
    orders_wake(d->tasks->shared);
    pthread_join(d->thread, NULL);
    d->runs = false;
}
