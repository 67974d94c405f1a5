/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/capture.h"

#include "base/memory.h"
#include "base/say.h"
#include "capture/live.h"
#include "capture/offline.h"

#include <stdlib.h>

struct capture {
    struct offline *offline; /* the one or the other */
    struct live *live;
    volatile sig_atomic_t stop, hurry;
    uint64_t packets, backwards;
    uint64_t left; /* of the packets wanted */
    int64_t last_seconds;
    uint32_t last_nanoseconds;
    int64_t latest_seconds; /* where the clock stands in the packets' time */
    uint32_t latest_nanoseconds;
    uint64_t ticked; /* nanoseconds, by packets alone */
    uint64_t clock;  /* and with those told by capture_idle() */
};

#define SECOND INT64_C(1000000000)

/* A packet that is earlier by more than this begins another time: the next file, or a clock that
 * was set back. */
enum { JITTER_SECONDS = 10, JUMP_SECONDS = 366 * 86400 };

struct capture *
capture_open(const struct capture_options *options, int *status)
{
    struct capture *capture = need(1, sizeof *capture);

    if (options->interface)
        capture->live = live_open(options, status);
    else
        capture->offline = offline_open(options, status);
    if (!capture->live && !capture->offline) {
        free(capture);
        return NULL;
    }
    capture->left = options->count ? options->count : UINT64_MAX;
    capture->last_seconds = capture->latest_seconds = INT64_MIN;
    *status = STATUS_DONE;
    return capture;
}

/* The capture's own clock goes on as far as packets get later, and never back.  What is a little
 * earlier than others was captured out of order; the clock waits for it. */
static void
advance_clock(struct capture *capture, struct packet *packet)
{
    int64_t seconds, later = 0;
    bool anew = capture->latest_seconds == INT64_MIN ||
                __builtin_sub_overflow(packet->seconds, capture->latest_seconds, &seconds) ||
                seconds < -JITTER_SECONDS;

    if (!anew && seconds >= 0)
        later = (seconds < JUMP_SECONDS ? seconds : JUMP_SECONDS) * SECOND + packet->nanoseconds -
                capture->latest_nanoseconds;
    if (later > 0 && __builtin_add_overflow(capture->ticked, (uint64_t)later, &capture->ticked))
        capture->ticked = UINT64_MAX - 1;
    if (anew || later > 0) {
        capture->latest_seconds = packet->seconds;
        capture->latest_nanoseconds = packet->nanoseconds;
    }
    if (capture->ticked > capture->clock)
        capture->clock = capture->ticked;
    packet->clock = capture->clock;
}

uint64_t
capture_idle(struct capture *capture, double seconds)
{
    uint64_t waited = seconds > 0 ? (uint64_t)(seconds * (double)SECOND) : 0;
    uint64_t clock =
        waited < UINT64_MAX - 1 - capture->ticked ? capture->ticked + waited : UINT64_MAX - 1;

    if (clock > capture->clock)
        capture->clock = clock;
    return capture->clock;
}

static void
account(struct capture *capture, struct packet *packets, size_t n)
{
    for (struct packet *packet = packets; packet < packets + n; packet++) {
        advance_clock(capture, packet);
        packet->number = capture->packets + 1 + (uint64_t)(packet - packets);
        capture->backwards += packet->seconds < capture->last_seconds ||
                              (packet->seconds == capture->last_seconds &&
                               packet->nanoseconds < capture->last_nanoseconds);
        capture->last_seconds = packet->seconds;
        capture->last_nanoseconds = packet->nanoseconds;
    }
    capture->packets += n;
    capture->left -= n;
}

/* From the one or the other. */
static long
fill(struct capture *capture, const struct capture_buffer *buffer, int wait_ms)
{
    if (capture->live) {
        if (capture->stop || capture->left == 0)
            live_stop(capture->live, capture->left > 0);
        return live_fill(capture->live, buffer, wait_ms, &capture->hurry);
    }
    if (capture->stop || capture->left == 0)
        return CAPTURE_END;
    return offline_fill(capture->offline, buffer, wait_ms, &capture->hurry);
}

long
capture_fill(struct capture *capture, const struct capture_buffer *buffer, int wait_ms)
{
    struct capture_buffer wanted = *buffer;
    long n;

    if (wanted.max_packets > capture->left)
        wanted.max_packets = (size_t)capture->left;
    n = fill(capture, &wanted, wait_ms);
    capture->hurry = 0; /* whoever hurried looks at why before the next fill */
    if (n > 0)
        account(capture, buffer->packets, (size_t)n);
    return n;
}

long
capture_linktypes(struct capture *capture, uint16_t *linktypes, size_t max, int wait_ms)
{
    long n = max > 0;

    if (!capture->live)
        n = offline_linktypes(capture->offline, linktypes, max, wait_ms, &capture->hurry);
    else if (max > 0)
        linktypes[0] = live_linktype(capture->live);
    capture->hurry = 0;
    return n;
}

void
capture_look(struct capture *capture)
{
    if (capture->live)
        live_look(capture->live);
}

const char *
capture_reads(const struct capture *capture, const struct stat *about)
{
    return capture->offline ? offline_reads(capture->offline, about) : NULL;
}

const char *
capture_path(const struct capture *capture, size_t i)
{
    return capture->offline ? offline_path(capture->offline, i) : NULL;
}

void
capture_progress(struct capture *capture, struct capture_progress *progress)
{
    *progress = (struct capture_progress){
        .packets = capture->packets,
        .backwards = capture->backwards,
    };
    if (capture->live)
        live_progress(capture->live, progress);
    else
        offline_progress(capture->offline, progress);
}

bool
capture_damaged(const struct capture *capture)
{
    return capture->live ? live_failed(capture->live) : offline_damaged(capture->offline);
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
        live_stop(capture->live, false);
}

void
capture_close(struct capture *capture)
{
    if (!capture)
        return;
    live_close(capture->live);
    offline_close(capture->offline);
    free(capture);
}
