/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture.h"

#include "base/memory.h"
#include "base/say.h"
#include "capture/held.h"
#include "capture/live_set.h"
#include "capture/offline.h"
#include "capture/packet_clock.h"

#include <stdlib.h>

struct capture {
    struct offline *offline; /* the one or the other */
    struct live_set *live;
    volatile sig_atomic_t stop, hurry;
    struct range range;
    uint64_t packets, left_out, backwards;
    uint64_t left; /* of the packets wanted */
    int64_t last_seconds;
    uint32_t last_nanoseconds;
    struct packet_clock clock;
    struct held held; /* the first of them wait for others to tell their clock, */
    size_t told;      /* but for so many */
};

#define SECOND INT64_C(1000000000)

struct capture *
capture_open(const struct capture_options *options, int *status)
{
    struct capture *capture = need(1, sizeof *capture);

    if (options->n_interfaces)
        capture->live = live_set_open(options, status);
    else
        capture->offline = offline_open(options, status);
    if (!capture->live && !capture->offline) {
        free(capture);
        return NULL;
    }
    capture->range = options->range;
    capture->left = options->count ? options->count : UINT64_MAX;
    capture->last_seconds = INT64_MIN;
    *status = STATUS_DONE;
    return capture;
}

uint64_t
capture_idle(struct capture *capture, double seconds)
{
    return packet_clock_idle(&capture->clock,
                             seconds > 0 ? (uint64_t)(seconds * (double)SECOND) : 0);
}

static void
account(struct capture *capture, const struct packet *packet)
{
    capture->backwards += packet->seconds < capture->last_seconds ||
                          (packet->seconds == capture->last_seconds &&
                           packet->nanoseconds < capture->last_nanoseconds);
    capture->last_seconds = packet->seconds;
    capture->last_nanoseconds = packet->nanoseconds;
}

/* Of these packets, which may be followed by more: how many know their clock now. */
static size_t
tell_clocks(struct capture *capture, struct packet *packets, size_t n, bool more)
{
    enum packet_clock_more kind = capture->live ? PACKET_CLOCK_LIVE
                                  : more        ? PACKET_CLOCK_MORE
                                                : PACKET_CLOCK_END;
    size_t told = 0;

    for (; told < n && packet_clock_tell(&capture->clock, packets + told, n - told, kind); told++)
        account(capture, &packets[told]);
    return told;
}

/* From the one or the other. */
static long
fill(struct capture *capture, const struct capture_buffer *buffer, int wait_ms)
{
    if (capture->live) {
        if (capture->stop || capture->left == 0)
            live_set_stop(capture->live, capture->left > 0);
        return live_set_fill(capture->live, buffer, wait_ms, &capture->hurry);
    }
    if (capture->stop || capture->left == 0)
        return CAPTURE_END;
    return offline_fill(capture->offline, buffer, wait_ms, &capture->hurry);
}

/* Packets straight from the source; what cannot be given out yet is held. */
static long
fill_through(struct capture *capture, const struct capture_buffer *buffer, int wait_ms)
{
    long n = fill(capture, buffer, wait_ms);
    size_t got = n > 0 ? (size_t)n : 0, told;

    if (n <= 0)
        return n;
    told = tell_clocks(capture, buffer->packets, got, got < capture->left);
    if (told < got)
        held_add(&capture->held, buffer, told, got - told, PACKET_CLOCK_AHEAD + 1);
    return told ? (long)told : CAPTURE_WAIT;
}

/* Those that are held, once the ones behind them have told the first one's clock. */
static long
fill_held(struct capture *capture, const struct capture_buffer *buffer, int wait_ms)
{
    struct held *held = &capture->held;

    if (capture->told == 0) {
        struct capture_buffer space = held_space(held);
        long n = CAPTURE_END;

        if (space.max_packets > capture->left - held->n)
            space.max_packets = (size_t)(capture->left - held->n);
        if (space.max_packets)
            n = fill(capture, &space, wait_ms);
        if (n > 0)
            held_grow(held, (size_t)n);
        else if (n == CAPTURE_WAIT)
            return n;
        capture->told = tell_clocks(capture, held->packets, held->n,
                                    n != CAPTURE_END && held->n < capture->left);
    }
    if (capture->told == 0)
        return CAPTURE_WAIT;

    size_t given = held_give(held, capture->told, buffer);

    capture->told -= given;
    return (long)given;
}

/* Numbers packets that have just been read, and leaves out those that are out of range. */
static long
choose(struct capture *capture, struct packet *packets, long n)
{
    uint64_t number = capture->packets + capture->left_out;
    long kept = 0;

    if (number == 0 && n > 0)
        range_settle(&capture->range, packets);
    for (long i = 0; i < n; i++) {
        packets[i].number = ++number;
        if (range_has(&capture->range, &packets[i]))
            packets[kept++] = packets[i];
        else if (!range_is_over(&capture->range, number))
            capture->left_out++;
    }
    capture->packets += (uint64_t)kept;
    capture->left -= (uint64_t)kept;
    return kept ? kept : CAPTURE_WAIT;
}

/* Behind the last packet that is wanted nothing is read. */
static bool
is_over(const struct capture *capture)
{
    return range_is_over(&capture->range, capture->packets + capture->left_out + 1);
}

long
capture_fill(struct capture *capture, const struct capture_buffer *buffer, int wait_ms)
{
    struct capture_buffer wanted = *buffer;
    long n;

    if (is_over(capture)) {
        capture_abandon(capture);
        return CAPTURE_END;
    }
    if (wanted.max_packets > capture->left)
        wanted.max_packets = (size_t)capture->left;
    do
        n = capture->held.n ? fill_held(capture, &wanted, wait_ms)
                            : fill_through(capture, &wanted, wait_ms);
    while (n == CAPTURE_WAIT && wait_ms < 0 && capture->held.n && !capture->hurry);
    capture->hurry = 0; /* whoever hurried looks at why before the next fill */
    return n > 0 ? choose(capture, wanted.packets, n) : n;
}

long
capture_linktypes(struct capture *capture, uint16_t *linktypes, size_t max, int wait_ms)
{
    long n;

    if (!capture->live)
        n = offline_linktypes(capture->offline, linktypes, max, wait_ms, &capture->hurry);
    else
        n = (long)live_set_linktypes(capture->live, linktypes, max);
    capture->hurry = 0;
    return n;
}

void
capture_look(struct capture *capture)
{
    if (capture->live)
        live_set_look(capture->live);
}

const char *
capture_reads(const struct capture *capture, const struct stat *about)
{
    return capture->offline ? offline_reads(capture->offline, about) : NULL;
}

const struct input *
capture_input(const struct capture *capture, size_t i)
{
    return capture->offline ? offline_input(capture->offline, i) : NULL;
}

const char *
capture_path(const struct capture *capture, size_t i)
{
    const struct input *input = capture_input(capture, i);

    return input ? input->path : NULL;
}

bool
capture_input_note(const struct capture *capture, size_t i, struct input_note *note)
{
    return capture->offline && offline_input_note(capture->offline, i, note);
}

bool
capture_interface(struct capture *capture, size_t i, struct interface_note *note)
{
    return capture->live && live_set_note(capture->live, i, note);
}

void
capture_progress(struct capture *capture, struct capture_progress *progress)
{
    *progress = (struct capture_progress){
        .packets = capture->packets,
        .left_out = capture->left_out,
        .backwards = capture->backwards,
    };
    if (capture->live)
        live_set_progress(capture->live, progress);
    else
        offline_progress(capture->offline, progress);
}

bool
capture_damaged(const struct capture *capture)
{
    return capture->live ? live_set_failed(capture->live) : offline_damaged(capture->offline);
}

bool
capture_is_live(const struct capture *capture)
{
    return capture->live;
}

void
capture_hurry(struct capture *capture)
{
    capture->hurry = 1;
}

void
capture_stop(struct capture *capture)
{
    if (capture->stop)
        return; /* once is enough: what had come by then is waited for */
    capture->stop = 1;
    capture->hurry = 1;
}

void
capture_abandon(struct capture *capture)
{
    capture->stop = 1;
    if (capture->live)
        live_set_stop(capture->live, false);
}

void
capture_close(struct capture *capture)
{
    if (!capture)
        return;
    live_set_close(capture->live);
    offline_close(capture->offline);
    held_free(&capture->held);
    free(capture);
}
