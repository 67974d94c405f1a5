/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/live_set.h"

#include "base/clock.h"
#include "base/memory.h"
#include "capture/live.h"

#include <stdlib.h>
#include <time.h>

/* A signal between looking at the flag and the wait would be missed without a limit. */
#define WAIT_SLICE_MS 200

/* While draining: how often to look. */
#define DRAIN_SLICE 0.01

/* Nanoseconds until the kernel certainly shows a packet that has come: it does so a tenth of a
 * second later at most, see live_setup.c. */
#define SHOWN_LATE INT64_C(150000000)
#define SECOND INT64_C(1000000000)

struct live_set {
    size_t n;
    struct live *of[];
};

void
live_set_close(struct live_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->n; i++)
        live_close(set->of[i]);
    free(set);
}

struct live_set *
live_set_open(const struct capture_options *options, int *status)
{
    struct live_set *set = need(1, sizeof *set + options->n_interfaces * sizeof set->of[0]);

    while (set->n < options->n_interfaces) {
        set->of[set->n] = live_open(options, set->n, status);
        if (!set->of[set->n]) {
            live_set_close(set);
            return NULL;
        }
        set->n++;
    }
    return set;
}

static int64_t
time_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * SECOND + now.tv_nsec;
}

/* Whether one may still show a packet that came before this time. */
static bool
may_be_earlier(const struct live *live, int64_t time)
{
    return !live_is_over(live) && live_empty_at(live) < time + SHOWN_LATE;
}

/* The interface with the earliest of the packets that are there; NULL: none is.  Where none was
 * when that was asked last, and an earlier one would have been shown since, it is not asked again:
 * that takes a system call. */
static struct live *
earliest(const struct live_set *set, int64_t *time)
{
    struct live *first = NULL;
    int64_t its;

    for (int asked = 0; asked < 2; asked++)
        for (size_t i = 0; i < set->n; i++) {
            struct live *live = set->of[i];
            bool known = live_empty_at(live) == INT64_MAX;

            if (asked ? known || (first && !may_be_earlier(live, *time)) : !known)
                continue;
            if (live_has_next(live, &its) && (!first || its < *time)) {
                first = live;
                *time = its;
            }
        }
    return first;
}

/* The next packet's interface; NULL when there is none yet, and then in *due how many seconds until
 * the one that is there is certainly the earliest, if that is less.  A time yet to come is of a
 * clock that tells nothing of when others are shown. */
static struct live *
next(const struct live_set *set, double *due)
{
    int64_t time = 0, now;
    struct live *first = earliest(set, &time);

    for (size_t i = 0; first && i < set->n; i++) {
        if (set->of[i] == first || !may_be_earlier(set->of[i], time))
            continue;
        now = time_now();
        if (time > now || time + SHOWN_LATE <= now)
            continue; /* it was asked just now */
        *due = (double)(time + SHOWN_LATE - now) / (double)SECOND;
        return NULL;
    }
    return first;
}

/* Takes what is there already; false when the buffer is full. */
static bool
take_waiting(const struct live_set *set, const struct capture_buffer *buffer, size_t *n,
             double *due)
{
    struct live *from;

    *due = WAIT_SLICE_MS / 1e3;
    while (*n < buffer->max_packets) {
        from = next(set, due);
        if (!from)
            return true;
        if (!live_take(from, buffer, n))
            return false;
    }
    return false;
}

static bool
is_over(const struct live_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        if (!live_is_over(set->of[i]))
            return false;
    return true;
}

/* How long to wait for more; 0 when it is enough. */
static double
patience(const struct live_set *set, size_t n, int wait_ms, double end_of_wait)
{
    double left = wait_ms >= 0 ? end_of_wait - clock_seconds() : n > 0 ? 0 : WAIT_SLICE_MS / 1e3;
    bool draining = false;

    for (size_t i = 0; i < set->n; i++)
        draining |= live_is_draining(set->of[i]);
    if (is_over(set))
        return 0;
    if (draining && left > DRAIN_SLICE)
        return DRAIN_SLICE;
    return left > 0 ? left : 0;
}

static void
wait_for_packets(const struct live_set *set, double seconds)
{
    struct pollfd fds[2 * INTERFACES_MAX];
    int slice = seconds < WAIT_SLICE_MS / 1e3 ? (int)(seconds * 1e3) + 1 : WAIT_SLICE_MS;

    for (size_t i = 0; i < set->n; i++)
        slice = live_wait_for(set->of[i], slice, &fds[2 * i]);
    if (poll(fds, 2 * set->n, slice) <= 0)
        return;
    for (size_t i = 0; i < set->n; i++)
        if (fds[2 * i + 1].revents)
            live_link_told(set->of[i]);
}

long
live_set_fill(struct live_set *set, const struct capture_buffer *buffer, int wait_ms,
              const volatile sig_atomic_t *hurry)
{
    double end_of_wait = clock_seconds() + wait_ms / 1e3, left, due;
    size_t n = 0;

    while (!is_over(set) && take_waiting(set, buffer, &n, &due)) {
        left = patience(set, n, wait_ms, end_of_wait);
        if (left <= 0 || *hurry)
            break;
        wait_for_packets(set, left < due ? left : due);
    }
    if (n > 0)
        return (long)n;
    return is_over(set) ? CAPTURE_END : CAPTURE_WAIT;
}

size_t
live_set_linktypes(const struct live_set *set, uint16_t *linktypes, size_t max)
{
    size_t n = 0, at;

    for (size_t i = 0; i < set->n && n < max; i++) {
        for (at = 0; at < n && linktypes[at] != live_linktype(set->of[i]);)
            at++;
        linktypes[at] = live_linktype(set->of[i]);
        n += at == n;
    }
    return n;
}

void
live_set_stop(struct live_set *set, bool drain)
{
    for (size_t i = 0; i < set->n; i++)
        live_stop(set->of[i], drain);
}

void
live_set_look(struct live_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        live_look(set->of[i]);
}

void
live_set_progress(struct live_set *set, struct capture_progress *progress)
{
    struct interface_note note = { 0 };

    for (size_t i = 0; live_set_note(set, i, &note); i++) {
        progress->received += note.received;
        progress->dropped += note.dropped;
        progress->if_dropped += note.if_dropped;
        progress->filtered += note.filtered;
        progress->unread += note.unread;
    }
    progress->name = note.of.path;
}

bool
live_set_note(struct live_set *set, size_t i, struct interface_note *note)
{
    if (i < set->n)
        live_note(set->of[i], note);
    return i < set->n;
}

bool
live_set_failed(const struct live_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        if (live_failed(set->of[i]))
            return true;
    return false;
}
