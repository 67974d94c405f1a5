/* SPDX-License-Identifier: Apache-2.0 */
#include "run/supervisor.h"

#include "base/clock.h"
#include "base/say.h"
#include "run/batches.h"
#include "run/signals.h"
#include "shared/tasks_order.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TICK_SECONDS 0.2
#define IDLE_SECONDS 1.0

/* What packets may spend on their way to the records that a flush writes, waiting for company. */
#define WAY_SECONDS 0.5
#define NONSENSE "a worker left records that make no sense"

enum { WAIT_MS = 200, LIVE_WAIT_MS = 100, LIVE_BUSY_MS = 20, STEP_PACKETS = 256 };

/* Dead and hanging workers; when none is left, what they had in hands is finished here. */
static void
look_after_workers(struct supervisor *s)
{
    if (!recover(&s->recovery))
        output_go_alone(s->output);
}

/* In a live capture records wait for company, though not for long. */
static bool
flush_output(struct supervisor *s, double now)
{
    double way = s->flush_interval > 2 * WAY_SECONDS ? WAY_SECONDS : s->flush_interval / 2;

    if (!capture_is_live(s->capture) || now - s->flushed < s->flush_interval - way)
        return true;
    s->flushed = now;
    lag_flushed(&s->lag, now);
    return output_flush(s->output);
}

/* The display, dead and hanging workers, the counters of a live capture. */
static bool
tick(struct supervisor *s)
{
    double now = clock_seconds();

    if (!flush_output(s, now))
        return false;
    if (now - s->ticked < TICK_SECONDS && !signals_are_waiting())
        return true;
    s->ticked = now;
    capture_look(s->capture);
    if (s->tick)
        s->tick(s);
    look_after_workers(s);
    return true;
}

/* Whether there is an oldest batch with which nothing can go on before it is taken over. */
static bool
oldest_rests(const struct supervisor *s)
{
    bool rests;

    pthread_mutex_lock(&s->tasks->lock);
    rests = s->oldest < s->filled &&
            tasks_rest(s->tasks, batch_numbered(s->tasks->shared, s->oldest));
    pthread_mutex_unlock(&s->tasks->lock);
    return rests;
}

static void
say_whether_waiting(struct supervisor *s, bool waits)
{
    pthread_mutex_lock(&s->tasks->lock);
    s->tasks->supervisor_waits = waits;
    pthread_mutex_unlock(&s->tasks->lock);
}

bool
supervisor_wait(void *context)
{
    struct supervisor *s = context;
    struct pollfd fds[2] = { { s->tasks->event, POLLIN, 0 }, { crew_fd(s->crew), POLLIN, 0 } };
    uint64_t count;

    if (s->recovery.lost)
        return true;
    say_whether_waiting(s, true);
    if (!oldest_rests(s) && !output_is_ready(s->output))
        poll(fds, 2, WAIT_MS);
    say_whether_waiting(s, false);
    if ((fds[0].revents & POLLIN) && read(s->tasks->event, &count, sizeof count) < 0 &&
        errno != EINTR && errno != EAGAIN) {
        say_error("cannot learn what the workers have done: %s", strerror(errno));
        return false;
    }
    if (fds[1].revents)
        look_after_workers(s);
    return tick(s);
}

/* Gives a new batch to the workers. */
static void
give_out(struct supervisor *s, struct batch *b)
{
    s->recovery.asides[b - s->tasks->shared->batches].n = 0;
    pthread_mutex_lock(&s->tasks->lock);
    tasks_give_batch(s->tasks, b, s->filled++);
    pthread_mutex_unlock(&s->tasks->lock);
    tasks_go_on(s->tasks);
}

/* Fills the next batch from the capture, if one is free. */
static void
fill(struct supervisor *s)
{
    struct batch *b = batch_numbered(s->tasks->shared, s->filled);
    struct capture_buffer buffer = { b->data, sizeof b->data, b->packets, BATCH_PACKETS };
    bool busy = s->filled > s->oldest;
    int wait_ms = !capture_is_live(s->capture) ? WAIT_MS : busy ? LIVE_BUSY_MS : LIVE_WAIT_MS;
    long n = capture_fill(s->capture, &buffer, wait_ms);

    s->ended = n == CAPTURE_END;
    if (n <= 0)
        return;
    for (long i = 0; i < n; i++)
        s->account.bytes += b->packets[i].captured;
    b->n_packets = (uint32_t)n;
    b->flush = 0;
    s->lag.came[b - s->tasks->shared->batches] = s->packets_came = clock_seconds();
    give_out(s, b);
}

/* A batch without packets: what has waited until this clock ends. */
static void
flush(struct supervisor *s, uint64_t clock)
{
    struct batch *b = batch_numbered(s->tasks->shared, s->filled);

    b->n_packets = 0;
    b->flush = 1;
    b->clock = clock;
    give_out(s, b);
}

/* What was taken over of a stage's room is forgotten: it begins anew. */
static void
reopen(struct supervisor *s, uint32_t stage)
{
    output_reopen(s->output, stage);
    account_reopen(&s->account, stage);
}

/* Rooms that are full and taken over are given out again; a stage behind goes on by itself. */
static void
go_on(struct supervisor *s, struct batch *b, uint32_t upto)
{
    pthread_mutex_lock(&s->tasks->lock);
    for (uint32_t stage = s->tasks->shared->n_stages; stage-- > 0;) {
        const struct room_task *r = tasks_room(s->tasks, b, stage);

        if (r->state != TASK_DONE || !r->full || r->done > upto)
            continue;
        reopen(s, stage);
        tasks_give_room(s->tasks, b, stage);
    }
    pthread_mutex_unlock(&s->tasks->lock);
    tasks_go_on(s->tasks);
}

/* The packets whose records may be missing because a worker left nonsense. */
static void
set_aside_missing(struct supervisor *s, const struct batch *b, uint32_t upto)
{
    struct aside *aside = &s->recovery.asides[b - s->tasks->shared->batches];
    uint32_t from;
    int plugin;

    if (!output_misses(s->output, &from, &plugin))
        return;
    if (b->flush)
        account_lost(&s->account, plugin, NONSENSE, s->catalog);
    for (uint32_t i = from < s->taken_over ? s->taken_over : from; i < upto; i++)
        aside_add(aside, i, plugin, NONSENSE);
}

/* Takes over the records of the packets of the oldest batch before `upto`. */
static bool
take_packets(struct supervisor *s, struct batch *b, uint32_t upto)
{
    uint32_t n_stages = s->tasks->shared->n_stages;

    if (!output_take(s->output, b, upto < b->n_packets ? upto : UINT32_MAX))
        return false;
    set_aside_missing(s, b, upto);
    account_batch(&s->account, b, &s->recovery.asides[b - s->tasks->shared->batches], n_stages,
                  s->taken_over, upto, s->catalog);
    lag_taken(&s->lag, b - s->tasks->shared->batches, upto > s->taken_over);
    s->taken_over = upto;
    return true;
}

/* The oldest batch is taken over whole. */
static void
leave_batch(struct supervisor *s, struct batch *b)
{
    pthread_mutex_lock(&s->tasks->lock);
    s->flushed_all = b->flush && b->clock == UINT64_MAX &&
                     !held_goes_on(&s->account.held, s->tasks, s->catalog, b);
    tasks_forget(s->tasks, b);
    pthread_mutex_unlock(&s->tasks->lock);
    for (uint32_t stage = 0; stage < s->tasks->shared->n_stages; stage++)
        reopen(s, stage);
    account_reopen(&s->account, STAGES_MAX);
    s->taken_over = 0;
    s->oldest++;
}

static uint32_t
all_done(const struct supervisor *s, const struct batch *b)
{
    uint32_t done;

    pthread_mutex_lock(&s->tasks->lock);
    done = tasks_done(s->tasks, b);
    pthread_mutex_unlock(&s->tasks->lock);
    return done;
}

/* How far to go at once, so that a turn between records is not far from where it is due. */
static uint32_t
step_upto(const struct supervisor *s, const struct batch *b, uint32_t done)
{
    uint32_t last = done < b->n_packets ? done : b->n_packets;

    return s->turn && last - s->taken_over > STEP_PACKETS ? s->taken_over + STEP_PACKETS : done;
}

/* Takes over the oldest batch once it is done.  A room that did not suffice goes on after that. */
static bool
take_over(struct supervisor *s, bool *progress)
{
    struct batch *b = batch_numbered(s->tasks->shared, s->oldest);
    uint32_t done, upto;

    *progress = oldest_rests(s);
    if (!*progress)
        return true;
    done = all_done(s, b);
    upto = step_upto(s, b, done);
    if (!take_packets(s, b, upto))
        return false;
    if (upto < done)
        return true;
    if (upto < b->n_packets)
        go_on(s, b, upto);
    else
        leave_batch(s, b);
    return true;
}

static void
give_up(struct supervisor *s)
{
    for (uint64_t i = s->oldest; i < s->filled; i++)
        s->account.dropped += batch_numbered(s->tasks->shared, i)->n_packets;
    s->account.dropped -= s->taken_over;
    capture_abandon(s->capture);
    s->interrupted = true;
}

/* No worker is left: what is decoded is kept, up to the first packet that is not. */
static bool
take_what_is_done(struct supervisor *s)
{
    while (s->oldest < s->filled) {
        struct batch *b = batch_numbered(s->tasks->shared, s->oldest);
        uint32_t upto = all_done(s, b);

        if (!take_packets(s, b, upto))
            return false;
        if (upto < b->n_packets)
            break;
        leave_batch(s, b);
    }
    give_up(s);
    return true;
}

/* What waits for a time that has come ends in a live capture, although no packet tells it. */
static bool
tell_time(struct supervisor *s)
{
    double now = clock_seconds();

    if (!capture_is_live(s->capture) || now - s->packets_came <= IDLE_SECONDS ||
        now - s->clock_told <= IDLE_SECONDS)
        return false;
    s->clock_told = now;
    flush(s, capture_idle(s->capture, now - s->packets_came));
    return true;
}

/* More packets, while they come; in a live capture that is silent, the time; at the end, what the
 * stages still hold. */
static bool
feed(struct supervisor *s)
{
    bool idle = s->filled == s->oldest;

    if (s->filled - s->oldest >= s->tasks->shared->n_batches)
        return false;
    if (s->ended && s->tasks->shared->n_stages > 1 && idle)
        flush(s, UINT64_MAX);
    else if (s->ended)
        return false;
    else if (!idle || !tell_time(s))
        fill(s);
    return true;
}

/* Whether somebody, or the time, or the disk, asks for no more packets. */
static void
heed(struct supervisor *s)
{
    if (s->ended)
        return;
    if (signals_stops())
        s->interrupted = true;
    if (signals_stops() || ending_has_come(&s->ending, clock_seconds()))
        capture_stop(s->capture);
}

static bool
is_finished(const struct supervisor *s)
{
    return s->ended && s->oldest == s->filled &&
           (s->tasks->shared->n_stages == 1 || s->flushed_all);
}

static bool
set_up(struct supervisor *s)
{
    uint32_t n = s->tasks->shared->n_batches;
    struct aside *asides = calloc(n, sizeof *asides);
    struct room_deaths (*deaths)[STAGES_MAX] = calloc(n, sizeof *deaths);

    s->started = s->flushed = s->packets_came = clock_seconds();
    s->recovery = (struct recovery){ .tasks = s->tasks, .crew = s->crew, .account = &s->account,
                                     .catalog = s->catalog, .n_workers = s->n_workers,
                                     .asides = asides, .deaths = deaths,
                                     .faults.limits = s->fault_limits };
    for (uint32_t i = 0; i < s->n_workers; i++)
        s->recovery.workers[i].is_awaited = true;
    if (!asides || !deaths)
        say_error("out of memory");
    return asides && deaths;
}

static bool
run(struct supervisor *s)
{
    bool progress;

    while (!is_finished(s)) {
        heed(s);
        if (signals_stops() > 1) {
            give_up(s);
            break;
        }
        if (!take_over(s, &progress) || !output_collect(s->output) || !tick(s) ||
            (s->turn && !s->turn(s)))
            return false;
        if (s->recovery.lost)
            return take_what_is_done(s);
        if (!progress && !feed(s) && !supervisor_wait(s))
            return false;
    }
    return true;
}

bool
supervisor_run(struct supervisor *s)
{
    return set_up(s) && run(s);
}

void
supervisor_free(struct supervisor *s)
{
    free(s->recovery.asides);
    free(s->recovery.deaths);
    tasks_destroy(s->tasks);
}
