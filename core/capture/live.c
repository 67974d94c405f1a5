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

/* While draining: how long nothing may come, and how long it may last where the kernel cannot be
 * told to take no more. */
#define DRAIN_QUIET 0.5
#define DRAIN_MOST 2.0

/* Errors in a row of an interface that is up. */
#define ERRORS_MAX 3

#define SECOND INT64_C(1000000000)

struct live {
    pcap_t *pcap;
    char *name;
    struct link_watch *link;
    bool link_is_up;
    struct live_counters counters;
    uint64_t taken; /* of the kernel */
    struct input_note note; /* of packets given out */
    uint64_t left_out, unread;
    uint32_t number;
    uint16_t linktype;
    bool fine_time, filter, failed, alone;
    unsigned errors; /* since the last packet */
    enum { TAKING, DRAINING, OVER } stage;
    bool refuses;               /* the kernel takes no more */
    bool caught_up;             /* when last looked, all that the kernel took had been read */
    double stopped, came;       /* when draining began; when there last was a packet */
    struct timespec stopped_at; /* in the packets' time */
    struct pcap_pkthdr *head;   /* the next packet, which libpcap keeps until it is asked again; */
    const uint8_t *head_bytes;  /* NULL: none is known */
    int64_t head_time;
    int64_t empty_at; /* when there last was none, nanoseconds since 1970 */
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
live_open(const struct capture_options *options, size_t number, int *status)
{
    const char *name = options->interfaces[number];
    struct live *live = calloc(1, sizeof *live);

    if (!live || !(live->name = strdup(name))) {
        say_error("%s: cannot be captured from: out of memory", name);
        *status = STATUS_FAILED;
        live_close(live);
        return NULL;
    }
    /* Before the packets, so that no change is missed. */
    live->link = link_watch_open(name);
    live->pcap = live_setup(options, name, &live->fine_time, status);
    if (!live->pcap) {
        live_close(live);
        return NULL;
    }
    live->note = (struct input_note){ .path = live->name, .no_sum = "an interface" };
    live->link_is_up = true;
    live->number = (uint32_t)number;
    live->alone = options->n_interfaces == 1;
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

bool
live_take(struct live *live, const struct capture_buffer *buffer, size_t *n)
{
    const struct pcap_pkthdr *header = live->head;
    uint32_t captured = header->caplen < PACKET_MAX ? header->caplen : PACKET_MAX;
    uint64_t fraction = (uint64_t)header->ts.tv_usec;
    size_t offset = used(buffer, *n);

    if (captured > buffer->size - offset || offset > UINT32_MAX)
        return false;
    memcpy(buffer->data + offset, live->head_bytes, captured);
    buffer->packets[(*n)++] = (struct packet){
        .seconds = header->ts.tv_sec,
        .nanoseconds = (uint32_t)(live->fine_time ? fraction : fraction * 1000),
        .offset = (uint32_t)offset,
        .captured = captured,
        .length = header->len < captured ? captured : header->len,
        .linktype = live->linktype,
        .fine_time = live->fine_time,
        .interface = live->number,
    };
    input_note_take(&live->note, &buffer->packets[*n - 1]);
    live->note.size += captured;
    live->head = NULL;
    return true;
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
        live->unread = missing(live) + (live->head != NULL);
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
        say_error("%s: the interface is gone: %s ends with what came before", live->name,
                  live->alone ? "the capture" : "what is captured from it");
        live->failed = true;
        live_stop(live, true);
    } else if (state == LINK_UP && !live->link_is_up) {
        say_warning("%s: the interface is up again", live->name);
    } else if (state != LINK_UP && live->link_is_up) {
        say_warning("%s: %s: no packets come until that is over", live->name,
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
is_too_late(const struct live *live)
{
    const struct timespec *end = &live->stopped_at;

    return live->stage == DRAINING && !live->refuses &&
           live->head_time > end->tv_sec * SECOND + end->tv_nsec;
}

static bool
take_note_of_head(struct live *live)
{
    const struct pcap_pkthdr *head = live->head;

    live->head_time = head->ts.tv_sec * SECOND + head->ts.tv_usec * (live->fine_time ? 1L : 1000L);
    if (is_too_late(live)) {
        live->head = NULL;
        end(live, false);
        return false;
    }
    live->taken++;
    live->errors = 0;
    if (live->stage == DRAINING)
        live->came = clock_seconds();
    return true;
}

bool
live_has_next(struct live *live, int64_t *time)
{
    struct timespec now;
    int got;

    if (!live->head && live->stage != OVER) {
        clock_gettime(CLOCK_REALTIME, &now);
        got = pcap_next_ex(live->pcap, &live->head, &live->head_bytes);
        if (got <= 0) {
            live->head = NULL;
            live->empty_at = now.tv_sec * SECOND + now.tv_nsec;
        }
        if (got < 0)
            read_failed(live);
        if (got <= 0 || !take_note_of_head(live))
            return false;
    }
    *time = live->head_time;
    return live->head != NULL && live->stage != OVER;
}

int64_t
live_empty_at(const struct live *live)
{
    return live->head ? INT64_MAX : live->empty_at;
}

/* Whether nothing more will be there to be read.  The kernel shows a packet up to a tenth of a
 * second after it counted it. */
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

bool
live_is_draining(struct live *live)
{
    if (live->stage == DRAINING && !live->head && is_drained(live))
        end(live, true);
    return live->stage == DRAINING;
}

bool
live_is_over(const struct live *live)
{
    return live->stage == OVER;
}

/* Not every kind of interface has something to poll; libpcap then says how often to look. */
int
live_wait_for(const struct live *live, int most_ms, struct pollfd fds[2])
{
    const struct timeval *most = pcap_get_required_select_timeout(live->pcap);
    bool waits = !live->head && live->stage != OVER;

    fds[0] = (struct pollfd){ waits ? pcap_get_selectable_fd(live->pcap) : -1, POLLIN, 0 };
    fds[1] = (struct pollfd){ live->stage == OVER ? -1 : link_watch_fd(live->link), POLLIN, 0 };
    if (waits && most && most->tv_sec == 0 && most->tv_usec / 1000 < most_ms)
        return (int)(most->tv_usec / 1000) + 1;
    return most_ms;
}

void
live_link_told(struct live *live)
{
    watch_link(live);
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
        say_warning("%s: more packets come than are taken: some are dropped; the summary counts "
                    "them",
                    live->name);
    watch_link(live);
}

void
live_note(struct live *live, struct interface_note *note)
{
    if (live->stage != OVER)
        count(live);
    *note = (struct interface_note){ .of = live->note,
                                     .received = live->counters.received,
                                     .dropped = live->counters.dropped,
                                     .if_dropped = live->counters.if_dropped,
                                     .filtered = live->left_out,
                                     .unread = live->unread };
}

bool
live_failed(const struct live *live)
{
    return live->failed;
}
