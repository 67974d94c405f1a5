/* SPDX-License-Identifier: Apache-2.0 */
#include "run/supervisor.h"

#include "base/clock.h"
#include "run/batches.h"
#include "run/signals.h"
#include "shared/tasks.h"

#include <poll.h>
#include <unistd.h>

#define TICK_SECONDS 0.2
#define IDLE_SECONDS 1.0

/* What packets may spend on their way to the records that a flush writes, waiting for company. */
#define WAY_SECONDS 0.5

enum { WAIT_MS = 200, LIVE_WAIT_MS = 100, LIVE_BUSY_MS = 20 };

/* In a live capture records wait for company, though not for long. */
static bool
flush_output(struct supervisor *s, double now)
{
    double way = s->flush_interval > 2 * WAY_SECONDS ? WAY_SECONDS : s->flush_interval / 2;

    if (!capture_is_live(s->capture) || now - s->flushed < s->flush_interval - way)
        return true;
    s->flushed = now;
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
    return recover(&s->recovery, s->oldest, s->filled);
}

/* Whether there is an oldest batch with which nothing can go on before it is taken over. */
static bool
oldest_rests(const struct supervisor *s)
{
    return s->oldest < s->filled &&
           batch_rests(s->shared, batch_numbered(s->shared, s->oldest));
}

static bool
something_is_ready(const struct supervisor *s)
{
    return oldest_rests(s) || output_is_ready(s->output);
}

bool
supervisor_wait(void *context)
{
    struct supervisor *s = context;
    struct pollfd fds[2] = { { s->shared->done_event, POLLIN, 0 },
                             { crew_fd(s->crew), POLLIN, 0 } };
    uint64_t count;

    atomic_store(&s->shared->supervisor_waits, 1);
    if (!something_is_ready(s))
        poll(fds, 2, WAIT_MS);
    atomic_store(&s->shared->supervisor_waits, 0);
    if ((fds[0].revents & POLLIN) && read(s->shared->done_event, &count, sizeof count) < 0)
        return false;
    if (fds[1].revents && !recover(&s->recovery, s->oldest, s->filled))
        return false;
    return tick(s);
}

static void
reset_room(struct room *r, uint32_t start)
{
    room_clear(r);
    r->start = start;
    atomic_store(&r->current, UINT32_MAX); /* none is begun */
    atomic_store(&r->done, start);
}

/* Gives a new batch to the workers.  No stage may see it before all are reset. */
static void
give_out(struct supervisor *s, struct batch *b)
{
    b->n_late = b->joined_used = 0;
    for (uint32_t stage = 0; stage < s->shared->n_stages; stage++)
        reset_room(&b->rooms[stage], 0);
    atomic_store(&b->number, s->filled++);
    if (b->flush)
        atomic_store(&b->rooms[STAGE_DISSECT].state, TASK_DONE);
    for (uint32_t stage = STAGE_DEFRAG; stage < s->shared->n_stages; stage++)
        atomic_store(&b->rooms[stage].state, TASK_READY);
    task_publish(s->shared, &b->rooms[b->flush ? STAGE_DEFRAG : STAGE_DISSECT].state);
}

/* Fills the next batch from the capture, if one is free. */
static void
fill(struct supervisor *s)
{
    struct batch *b = batch_numbered(s->shared, s->filled);
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
    s->packets_came = clock_seconds();
    give_out(s, b);
}

/* A batch without packets: what has waited until this clock ends. */
static void
flush(struct supervisor *s, uint64_t clock)
{
    struct batch *b = batch_numbered(s->shared, s->filled);

    b->n_packets = 0;
    b->flush = 1;
    b->clock = clock;
    give_out(s, b);
}

/* How far all stages have come. */
static uint32_t
all_done(const struct supervisor *s, const struct batch *b)
{
    uint32_t least = b->n_packets;

    for (uint32_t stage = 0; stage < s->shared->n_stages; stage++) {
        uint32_t done = atomic_load(&b->rooms[stage].done);

        least = done < least ? done : least;
    }
    return least;
}

/* What was taken over of a stage's room is forgotten: it begins anew. */
static void
reopen(struct supervisor *s, struct room *r, uint32_t stage)
{
    atomic_store(&r->state, TASK_IDLE);
    output_reopen(s->output, stage);
    account_reopen(&s->account, stage);
}

/* Rooms that are full and taken over are given out again; a stage behind goes on by itself. */
static void
go_on(struct supervisor *s, struct batch *b, uint32_t upto)
{
    for (uint32_t stage = s->shared->n_stages; stage-- > 0;) {
        struct room *r = &b->rooms[stage];

        if (atomic_load(&r->state) != TASK_DONE || !r->full || atomic_load(&r->done) > upto)
            continue;
        if (stage == STAGE_DEFRAG)
            b->n_late = b->joined_used = 0;
        reopen(s, r, stage);
        reset_room(r, atomic_load(&r->done));
        task_publish(s->shared, &r->state);
    }
}

/* Whether a stage did not get through when it flushed. */
static bool
flush_again(const struct supervisor *s, const struct batch *b)
{
    for (uint32_t stage = STAGE_DEFRAG; b->flush && stage < s->shared->n_stages; stage++)
        if (b->rooms[stage].more)
            return true;
    return false;
}

static bool
is_through(const struct batch *b, uint32_t stage)
{
    return atomic_load(&b->rooms[stage].state) == TASK_DONE && !b->rooms[stage].full;
}

/* A stage that is not where it must be, because a worker wrote nonsense, is led on. */
static void
lead_on(struct supervisor *s)
{
    for (uint32_t stage = STAGE_DEFRAG; stage < s->shared->n_stages; stage++) {
        uint64_t next = atomic_load(&s->shared->next[stage]), right = s->oldest;

        if (next >= s->oldest && next <= s->filled)
            continue;
        while (right < s->filled && is_through(batch_numbered(s->shared, right), stage))
            right++;
        atomic_store(&s->shared->next[stage], right);
    }
}

/* Takes over the oldest batch once it is done.  A room that did not suffice goes on after that. */
static bool
take_over(struct supervisor *s, bool *progress)
{
    struct batch *b = batch_numbered(s->shared, s->oldest);
    uint32_t upto;

    *progress = oldest_rests(s);
    if (!*progress)
        return true;
    upto = all_done(s, b);
    /* A batch rests where it rested before when a worker leaves a room full that was empty.  It is
     * to go on all the same, or the run would never end. */
    if (upto <= s->taken_over && s->taken_over < b->n_packets)
        upto = s->taken_over + 1;
    if (!output_take(s->output, b, upto < b->n_packets ? upto : UINT32_MAX))
        return false;
    account_batch(&s->account, b, s->shared->n_stages, s->taken_over, upto, s->catalog);
    s->taken_over = upto;
    if (upto < b->n_packets) {
        go_on(s, b, upto);
        return true;
    }
    s->flushed_all = b->flush && b->clock == UINT64_MAX && !flush_again(s, b);
    for (uint32_t stage = 0; stage < s->shared->n_stages; stage++)
        reopen(s, &b->rooms[stage], stage);
    s->taken_over = 0;
    s->oldest++;
    lead_on(s);
    return true;
}

static void
give_up(struct supervisor *s)
{
    for (uint64_t i = s->oldest; i < s->filled; i++)
        s->account.dropped += batch_numbered(s->shared, i)->n_packets;
    s->account.dropped -= s->taken_over;
    capture_abandon(s->capture);
    s->interrupted = true;
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

    if (s->filled - s->oldest >= s->shared->n_batches)
        return false;
    if (s->ended && s->shared->n_stages > 1 && idle)
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
    return s->ended && s->oldest == s->filled && (s->shared->n_stages == 1 || s->flushed_all);
}

bool
supervisor_run(struct supervisor *s)
{
    bool progress;

    s->started = s->flushed = s->packets_came = clock_seconds();
    s->recovery = (struct recovery){ s->shared, s->crew, s->output, &s->account, s->catalog,
                                     .n_workers = s->n_workers };
    while (!is_finished(s)) {
        heed(s);
        if (signals_stops() > 1) {
            give_up(s);
            break;
        }
        if (!take_over(s, &progress) || !output_collect(s->output) || !tick(s))
            return false;
        if (!progress && !feed(s) && !supervisor_wait(s))
            return false;
    }
    return true;
}
