/* SPDX-License-Identifier: Apache-2.0 */
#include "supervisor.h"

#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_SECONDS 0.2
#define LIVE_FLUSH_SECONDS 10.0

enum { WAIT_MS = 200 };

volatile int supervisor_interrupts, supervisor_statistics_wanted;

double
now_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The display, dead and hanging workers; for live capture, records that wait for company. */
static bool
tick(struct supervisor *s)
{
    double now = now_seconds();

    if (now - s->ticked < TICK_SECONDS)
        return true;
    s->ticked = now;
    if (s->tick)
        s->tick(s);
    if (capture_is_live(s->capture) && now - s->flushed > LIVE_FLUSH_SECONDS) {
        s->flushed = now;
        if (!output_flush(s->output))
            return false;
    }
    return recover(s);
}

static bool
something_is_ready(const struct supervisor *s)
{
    return (s->committed < s->filled &&
            atomic_load(&batch_numbered(s, s->committed)->state) == TASK_DONE) ||
           output_is_ready(s->output);
}

bool
supervisor_wait(void *context)
{
    struct supervisor *s = context;
    struct pollfd fds[2] = { { s->shared->done_event, POLLIN, 0 }, { crew_fd(s->crew), POLLIN, 0 } };
    uint64_t count;

    atomic_store(&s->shared->supervisor_waits, 1);
    if (!something_is_ready(s))
        poll(fds, 2, WAIT_MS);
    atomic_store(&s->shared->supervisor_waits, 0);
    if ((fds[0].revents & POLLIN) && read(s->shared->done_event, &count, sizeof count) < 0)
        return false;
    if (fds[1].revents && !recover(s))
        return false;
    return tick(s);
}

/* Gives a batch (again) to the workers, with an empty room. */
static void
give_out(struct supervisor *s, struct batch *b, uint32_t start)
{
    batch_clear_room(b);
    b->start = start;
    atomic_store(&b->current, start);
    atomic_store(&b->done, start);
    shared_publish(s->shared, &b->state);
}

/* Fills the next batch from the capture, if one is free. */
static void
fill(struct supervisor *s)
{
    struct batch *b = batch_numbered(s, s->filled);
    struct capture_room room = { b->data, sizeof b->data, b->packets, BATCH_PACKETS };
    long n = capture_fill(s->capture, &room, WAIT_MS);

    s->ended = n == CAPTURE_END;
    if (n <= 0)
        return;
    for (long i = 0; i < n; i++)
        s->account.bytes += b->packets[i].captured;
    b->number = s->filled;
    b->n_packets = (uint32_t)n;
    s->taken_over[s->filled % s->shared->n_batches] = 0;
    s->filled++;
    give_out(s, b, 0);
}

/* Takes over the oldest batch once it is done.  One whose room did not suffice goes on after that. */
static bool
commit(struct supervisor *s, bool *progress)
{
    struct batch *b = batch_numbered(s, s->committed);
    uint32_t *before = &s->taken_over[s->committed % s->shared->n_batches], upto;

    *progress = s->committed < s->filled && atomic_load(&b->state) == TASK_DONE;
    if (!*progress)
        return true;
    upto = atomic_load(&b->done);
    if (upto > b->n_packets || upto <= *before)
        upto = *before + 1; /* no worker says so that is in its right mind; go on all the same */
    if (!output_take(s->output, b))
        return false;
    account_batch(&s->account, b, upto - *before, s->catalog);
    *before = upto;
    if (upto < b->n_packets) {
        give_out(s, b, upto);
        return true;
    }
    atomic_store(&b->state, TASK_IDLE);
    s->committed++;
    return true;
}

static void
give_up(struct supervisor *s)
{
    for (uint64_t i = s->committed; i < s->filled; i++)
        s->account.dropped += batch_numbered(s, i)->n_packets - s->taken_over[i % s->shared->n_batches];
    s->interrupted = true;
}

bool
supervisor_run(struct supervisor *s)
{
    bool progress;

    s->started = s->flushed = now_seconds();
    while (!s->ended || s->committed < s->filled) {
        if (supervisor_interrupts && !s->ended) {
            s->interrupted = true;
            capture_stop(s->capture);
        }
        if (supervisor_interrupts > 1) {
            give_up(s);
            break;
        }
        if (!commit(s, &progress) || !output_collect(s->output) || !tick(s))
            return false;
        if (progress)
            continue;
        if (!s->ended && s->filled - s->committed < s->shared->n_batches)
            fill(s);
        else if (!supervisor_wait(s))
            return false;
    }
    return true;
}
