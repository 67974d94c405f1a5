/* SPDX-License-Identifier: Apache-2.0 */
#include "capture.h"

#include "live.h"
#include "message.h"
#include "offline.h"

#include <stdlib.h>

struct capture {
    struct offline *offline; /* the one or the other */
    struct live *live;
    volatile sig_atomic_t stop;
    uint64_t packets, backwards;
    int64_t last_seconds;
    uint32_t last_nanoseconds;
};

struct capture *
capture_open(const struct capture_options *options, int *status)
{
    struct capture *capture = calloc(1, sizeof *capture);

    if (!capture) {
        say_error("out of memory for the capture");
        *status = STATUS_FAILED;
        return NULL;
    }
    if (options->interface)
        capture->live = live_open(options, status);
    else
        capture->offline = offline_open(options, status);
    if (!capture->live && !capture->offline) {
        free(capture);
        return NULL;
    }
    capture->last_seconds = INT64_MIN;
    *status = STATUS_DONE;
    return capture;
}

static void
account(struct capture *capture, const struct packet *packets, size_t n)
{
    for (const struct packet *packet = packets; packet < packets + n; packet++) {
        capture->backwards += packet->seconds < capture->last_seconds ||
                              (packet->seconds == capture->last_seconds &&
                               packet->nanoseconds < capture->last_nanoseconds);
        capture->last_seconds = packet->seconds;
        capture->last_nanoseconds = packet->nanoseconds;
    }
    capture->packets += n;
}

long
capture_fill(struct capture *capture, const struct capture_room *room, int wait_ms)
{
    long n;

    if (capture->stop)
        return CAPTURE_END;
    if (capture->live)
        n = live_fill(capture->live, room, wait_ms, &capture->stop);
    else
        n = offline_fill(capture->offline, room, wait_ms, &capture->stop);
    if (n > 0)
        account(capture, room->packets, (size_t)n);
    return n;
}

size_t
capture_linktypes(struct capture *capture, uint16_t *linktypes, size_t max)
{
    if (!capture->live)
        return offline_linktypes(capture->offline, linktypes, max, &capture->stop);
    if (max > 0)
        linktypes[0] = live_linktype(capture->live);
    return max > 0;
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
capture_stop(struct capture *capture)
{
    capture->stop = 1;
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
