/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/live.h"

#include "base/clock.h"
#include "base/say.h"
#include "capture/linktype.h"
#include "capture/link_watch.h"
#include "capture/live_counters.h"
#include "capture/live_setup.h"

#include <linux/filter.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* A signal between looking at the flag and the wait would be missed without a limit. */
#define WAIT_SLICE_MS 200

/* While draining: how often to look, how long nothing may come, and how long it may last where
 * the kernel cannot be told to take no more. */
#define DRAIN_SLICE 0.01
#define DRAIN_QUIET 0.5
#define DRAIN_MOST 2.0

/* Errors in a row of an interface that is up. */
#define ERRORS_MAX 3

struct live {
    pcap_t *pcap;
    char *name;
    struct link_watch *link;
    bool link_is_up;
    struct live_counters counters;
    uint64_t taken; /* of the kernel */
    uint64_t left_out, unread;
    uint16_t linktype;
    bool fine_time, filter, failed;
    unsigned errors; /* since the last packet */
    enum { TAKING, DRAINING, OVER } stage;
    bool refuses;               /* the kernel takes no more */
    bool caught_up;             /* when last looked, all that the kernel took had been read */
    double stopped, came;       /* when draining began; when there last was a packet */
    struct timespec stopped_at; /* in the packets' time */
    bool holding;               /* a packet that did not fit into the last batch */
    struct pcap_pkthdr held;
    uint8_t bytes[PACKET_MAX];
};

void
live_close(struct live *live)
{
    if (!live)
        return;
    if (live->pcap)
        pcap_close(live->pcap);
    link_watch_close(live->link);
    free(live->name);
    free(live);
}

struct live *
live_open(const struct capture_options *options, int *status)
{
    struct live *live = calloc(1, sizeof *live);

    if (!live || !(live->name = strdup(options->interface))) {
        say_error("%s: cannot be captured from: out of memory", options->interface);
        *status = STATUS_FAILED;
        live_close(live);
        return NULL;
    }
    /* Before the packets, so that no change is missed. */
    live->link = link_watch_open(options->interface);
    live->pcap = live_setup(options, &live->fine_time, status);
    if (!live->pcap) {
        live_close(live);
        return NULL;
    }
    live->link_is_up = true;
    live->filter = options->filter;
    live->linktype = linktype_of_dlt(pcap_datalink(live->pcap));
    return live;
}

/* Bytes of the first n packets. */
static size_t
used(const struct capture_buffer *buffer, size_t n)
{
    return n > 0 ? (size_t)buffer->packets[n - 1].offset + buffer->packets[n - 1].captured : 0;
}

/* The packet behind the n that are there; false when it does not fit. */
static bool
add(const struct live *live, const struct capture_buffer *buffer, size_t *n,
    const struct pcap_pkthdr *header, const uint8_t *bytes)
{
    uint32_t captured = header->caplen < PACKET_MAX ? header->caplen : PACKET_MAX;
    uint64_t fraction = (uint64_t)header->ts.tv_usec;
    size_t offset = used(buffer, *n);

    if (captured > buffer->size - offset || offset > UINT32_MAX)
        return false;
    memcpy(buffer->data + offset, bytes, captured);
    buffer->packets[(*n)++] = (struct packet){
        .seconds = header->ts.tv_sec,
        .nanoseconds = (uint32_t)(live->fine_time ? fraction : fraction * 1000),
        .offset = (uint32_t)offset,
        .captured = captured,
        .length = header->len < captured ? captured : header->len,
        .linktype = live->linktype,
        .fine_time = live->fine_time,
    };
    return true;
}

static void
hold(struct live *live, const struct pcap_pkthdr *header, const uint8_t *bytes)
{
    live->held = *header;
    if (live->held.caplen > PACKET_MAX)
        live->held.caplen = PACKET_MAX;
    memcpy(live->bytes, bytes, live->held.caplen);
    live->holding = true;
}

/* From now on the kernel takes no packet more; what it has taken stays to be read.  Not by way of
 * libpcap, which would leave that out too. */
static bool
refuse_more(const struct live *live)
{
    struct sock_filter nothing = { .code = BPF_RET | BPF_K };
    struct sock_fprog program = { 1, &nothing };

    return setsockopt(pcap_fileno(live->pcap), SOL_SOCKET, SO_ATTACH_FILTER, &program,
                      sizeof program) == 0;
}

static void
count(struct live *live)
{
    struct pcap_stat now;

    if (pcap_stats(live->pcap, &now) == 0)
        live_counters_take(&live->counters, now.ps_recv, now.ps_drop, now.ps_ifdrop);
}

/* What the kernel took and did not drop, and was not read. */
static uint64_t
missing(const struct live *live)
{
    uint64_t gone = live->counters.dropped + live->taken;

    return live->counters.received > gone ? live->counters.received - gone : 0;
}

static void
end(struct live *live, bool all_read)
{
    live->stage = OVER;
    count(live);
    if (!live->refuses)
        return;
    /* What came before the filter was set is left out by libpcap. */
    if (all_read && live->filter)
        live->left_out = missing(live);
    else
        live->unread = missing(live) + live->holding;
}

void
live_stop(struct live *live, bool drain)
{
    if (live->stage == OVER || (live->stage == DRAINING && drain))
        return;
    clock_gettime(CLOCK_REALTIME, &live->stopped_at);
    live->refuses = refuse_more(live);
    live->stage = DRAINING;
    live->stopped = live->came = clock_seconds();
    if (!drain)
        end(live, false);
}

/* Says what has become of the interface; what is gone ends the capture. */
static void
say_link(struct live *live, enum link_state state)
{
    if (state == LINK_GONE) {
        say_error("%s: the interface is gone: the capture ends with what came before", live->name);
        live->failed = true;
        live_stop(live, true);
    } else if (state == LINK_UP && !live->link_is_up) {
        say_error("%s: the interface is up again", live->name);
    } else if (state != LINK_UP && live->link_is_up) {
        say_error("%s: %s: no packets come until that is over", live->name,
                  state == LINK_DOWN ? "the interface is down" : "nothing is at the other end");
    }
    live->link_is_up = state == LINK_UP;
}

static void
watch_link(struct live *live)
{
    enum link_state state;

    while (live->stage == TAKING && (state = link_watch_next(live->link)) != LINK_UNCHANGED)
        say_link(live, state);
}

/* libpcap fails when the interface goes down; we do when it is gone, or for another reason. */
static void
read_failed(struct live *live)
{
    char why[PCAP_ERRBUF_SIZE];

    snprintf(why, sizeof why, "%s", pcap_geterr(live->pcap));
    watch_link(live);
    if (live->stage != TAKING)
        return;
    if (live->link_is_up && (!live->link || live->errors++ == ERRORS_MAX)) {
        say_error("%s: the capture has failed: %s", live->name, why);
        live->failed = true;
        live_stop(live, true);
    }
    (void)poll(NULL, 0, 1);
}

/* Whether a packet came after the end, as its time says. */
static bool
is_too_late(const struct live *live, const struct pcap_pkthdr *header)
{
    long nanoseconds = header->ts.tv_usec * (live->fine_time ? 1L : 1000L);

    return live->stage == DRAINING && !live->refuses &&
           (header->ts.tv_sec > live->stopped_at.tv_sec ||
            (header->ts.tv_sec == live->stopped_at.tv_sec &&
             nanoseconds > live->stopped_at.tv_nsec));
}

/* Takes what the kernel has already; false when the buffer is full or all is over. */
static bool
take_waiting(struct live *live, const struct capture_buffer *buffer, size_t *n)
{
    struct pcap_pkthdr *header;
    const uint8_t *bytes;

    if (live->holding)
        live->holding = !add(live, buffer, n, &live->held, live->bytes);
    while (*n < buffer->max_packets) {
        int got = pcap_next_ex(live->pcap, &header, &bytes);

        if (got < 0)
            read_failed(live);
        if (got <= 0)
            return true;
        if (is_too_late(live, header)) {
            end(live, false);
            return false;
        }
        live->taken++;
        live->errors = 0;
        if (live->stage == DRAINING)
            live->came = clock_seconds();
        if (!add(live, buffer, n, header, bytes)) {
            hold(live, header, bytes);
            return false;
        }
    }
    return false;
}

/* When nothing is there to be read: whether nothing will be.  The kernel shows a packet up to a
 * tenth of a second after it counted it. */
static bool
is_drained(struct live *live)
{
    double now = clock_seconds();
    bool before = live->caught_up;

    count(live);
    live->caught_up = live->counters.received > 0 && missing(live) == 0;
    return (before && live->caught_up && live->refuses) || now - live->came > DRAIN_QUIET ||
           (!live->refuses && now - live->stopped > DRAIN_MOST);
}

/* Not every kind of interface has something to poll; libpcap then says how often to look. */
static void
wait_for_packets(struct live *live, double seconds)
{
    int slice = seconds < WAIT_SLICE_MS / 1e3 ? (int)(seconds * 1e3) + 1 : WAIT_SLICE_MS;
    const struct timeval *most = pcap_get_required_select_timeout(live->pcap);
    struct pollfd fds[2] = { { .fd = pcap_get_selectable_fd(live->pcap), .events = POLLIN },
                             { .fd = link_watch_fd(live->link), .events = POLLIN } };

    if (most && most->tv_sec == 0 && most->tv_usec / 1000 < slice)
        slice = (int)(most->tv_usec / 1000) + 1;
    if (poll(fds, 2, slice) > 0 && fds[1].revents)
        watch_link(live);
}

/* How long to wait for more; 0 when it is enough. */
static double
patience(struct live *live, size_t n, int wait_ms, double end_of_wait)
{
    double left = wait_ms >= 0 ? end_of_wait - clock_seconds() : n > 0 ? 0 : WAIT_SLICE_MS / 1e3;

    if (live->stage == DRAINING && left > DRAIN_SLICE)
        return DRAIN_SLICE;
    return left > 0 ? left : 0;
}

long
live_fill(struct live *live, const struct capture_buffer *buffer, int wait_ms,
          const volatile sig_atomic_t *hurry)
{
    double end_of_wait = clock_seconds() + wait_ms / 1e3, left;
    size_t n = 0;

    while (live->stage != OVER && take_waiting(live, buffer, &n)) {
        if (live->stage == DRAINING && is_drained(live))
            end(live, true);
        left = patience(live, n, wait_ms, end_of_wait);
        if (live->stage == OVER || left <= 0 || *hurry)
            break;
        wait_for_packets(live, left);
    }
    if (n > 0)
        return (long)n;
    return live->stage == OVER ? CAPTURE_END : CAPTURE_WAIT;
}

uint16_t
live_linktype(const struct live *live)
{
    return live->linktype;
}

void
live_look(struct live *live)
{
    if (live->stage == OVER)
        return;
    count(live);
    if (live_counters_drop_begins(&live->counters, clock_seconds()))
        say_error("%s: more packets come than are taken: some are dropped; the summary counts them",
                  live->name);
    watch_link(live);
}

void
live_progress(struct live *live, struct capture_progress *progress)
{
    if (live->stage != OVER)
        count(live);
    progress->received = live->counters.received;
    progress->dropped = live->counters.dropped;
    progress->if_dropped = live->counters.if_dropped;
    progress->filtered = live->left_out;
    progress->unread = live->unread;
    progress->name = live->name;
}

bool
live_failed(const struct live *live)
{
    return live->failed;
}
