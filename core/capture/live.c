/* SPDX-License-Identifier: Apache-2.0 */
#include "capture/live.h"

#include "base/clock.h"
#include "base/say.h"
#include "capture/linktype.h"

#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_BYTES (16 << 20)
#define TIMEOUT_MS 100

/* A signal between looking at the stop flag and the wait would be missed without a limit. */
#define WAIT_SLICE_MS 200

struct live {
    pcap_t *pcap;
    char *name;
    struct pcap_stat last; /* libpcap counts in 32 bits, which wrap */
    uint64_t received, dropped, if_dropped;
    uint16_t linktype;
    bool fine_time, failed;
    bool holding; /* a packet that did not fit into the last batch */
    struct pcap_pkthdr held;
    uint8_t bytes[PACKET_MAX];
};

/* The names of all interfaces, for someone who misspelt one. */
static void
list_interfaces(char *to, size_t size)
{
    char why[PCAP_ERRBUF_SIZE];
    pcap_if_t *all, *one;
    size_t used = 0;

    *to = '\0';
    if (pcap_findalldevs(&all, why) != 0)
        return;
    for (one = all; one; one = one->next) {
        int more = snprintf(to + used, size - used, "%s%s", used ? ", " : "", one->name);

        if (more < 0 || (size_t)more >= size - used)
            break;
        used += (size_t)more;
    }
    to[used] = '\0';
    pcap_freealldevs(all);
}

static int
say_activation(struct live *live, int error)
{
    const char *detail = pcap_geterr(live->pcap);
    char names[1024];

    switch (error) {
    case PCAP_ERROR_NO_SUCH_DEVICE:
        list_interfaces(names, sizeof names);
        say_error("%s: there is no such interface; known are: %s", live->name, names);
        return STATUS_USAGE;
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        say_error("%s: capturing is not permitted; it needs root or CAP_NET_RAW", live->name);
        return STATUS_FAILED;
    case PCAP_ERROR_IFACE_NOT_UP:
        say_error("%s: the interface is down; bring it up first (ip link set %s up)", live->name,
                  live->name);
        return STATUS_FAILED;
    default:
        say_error("%s: cannot be captured from: %s%s%s", live->name, pcap_statustostr(error),
                  *detail ? ": " : "", detail);
        return STATUS_FAILED;
    }
}

static void
set_up(struct live *live, const struct capture_options *options)
{
    unsigned snaplen = options->snaplen;

    if (snaplen == 0 || snaplen > PACKET_MAX)
        snaplen = PACKET_MAX;
    pcap_set_snaplen(live->pcap, (int)snaplen);
    pcap_set_promisc(live->pcap, options->promiscuous);
    pcap_set_timeout(live->pcap, TIMEOUT_MS);
    pcap_set_buffer_size(live->pcap, BUFFER_BYTES);
    live->fine_time = pcap_set_tstamp_precision(live->pcap, PCAP_TSTAMP_PRECISION_NANO) == 0;
}

static int
activate(struct live *live)
{
    char why[PCAP_ERRBUF_SIZE];
    int result = pcap_activate(live->pcap);

    if (result < 0)
        return say_activation(live, result);
    if (result > 0)
        say_detail("%s: %s", live->name, pcap_statustostr(result));
    if (pcap_setnonblock(live->pcap, 1, why) != 0) {
        say_error("%s: cannot be captured from: %s", live->name, why);
        return STATUS_FAILED;
    }
    live->linktype = linktype_of_dlt(pcap_datalink(live->pcap));
    return STATUS_DONE;
}

static int
set_filter(struct live *live, const char *expression)
{
    struct bpf_program program;

    if (pcap_compile(live->pcap, &program, expression, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        say_error("filter \"%s\": %s; see pcap-filter(7)", expression, pcap_geterr(live->pcap));
        return STATUS_USAGE;
    }

    int result = pcap_setfilter(live->pcap, &program);

    pcap_freecode(&program);
    if (result == 0)
        return STATUS_DONE;
    say_error("%s: filter \"%s\" cannot be set: %s", live->name, expression,
              pcap_geterr(live->pcap));
    return STATUS_FAILED;
}

void
live_close(struct live *live)
{
    if (!live)
        return;
    if (live->pcap)
        pcap_close(live->pcap);
    free(live->name);
    free(live);
}

struct live *
live_open(const struct capture_options *options, int *status)
{
    struct live *live = calloc(1, sizeof *live);
    char why[PCAP_ERRBUF_SIZE] = "out of memory";

    *status = STATUS_FAILED;
    if (live && (live->name = strdup(options->interface)))
        live->pcap = pcap_create(options->interface, why);
    if (!live || !live->pcap) {
        say_error("%s: cannot be captured from: %s", options->interface, why);
        live_close(live);
        return NULL;
    }
    set_up(live, options);
    *status = activate(live);
    if (*status == STATUS_DONE && options->filter)
        *status = set_filter(live, options->filter);
    if (*status != STATUS_DONE) {
        live_close(live);
        return NULL;
    }
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

/* Takes what the kernel has already; false when the buffer is full. */
static bool
take_waiting(struct live *live, const struct capture_buffer *buffer, size_t *n)
{
    struct pcap_pkthdr *header;
    const uint8_t *bytes;

    if (live->holding)
        live->holding = !add(live, buffer, n, &live->held, live->bytes);
    while (*n < buffer->max_packets) {
        int got = pcap_next_ex(live->pcap, &header, &bytes);

        if (got == 0)
            return true;
        if (got < 0) {
            say_error("%s: the capture has failed: %s", live->name, pcap_geterr(live->pcap));
            live->failed = true;
            return false;
        }
        if (!add(live, buffer, n, header, bytes)) {
            hold(live, header, bytes);
            return false;
        }
    }
    return false;
}

/* Not every kind of interface has something to poll; libpcap then says how often to look. */
static void
wait_for_packets(struct live *live, double seconds)
{
    int slice = seconds < WAIT_SLICE_MS / 1e3 ? (int)(seconds * 1e3) + 1 : WAIT_SLICE_MS;
    const struct timeval *most = pcap_get_required_select_timeout(live->pcap);
    struct pollfd fd = { .fd = pcap_get_selectable_fd(live->pcap), .events = POLLIN };

    if (most && most->tv_sec == 0 && most->tv_usec / 1000 < slice)
        slice = (int)(most->tv_usec / 1000) + 1;
    (void)poll(&fd, 1, slice);
}

long
live_fill(struct live *live, const struct capture_buffer *buffer, int wait_ms,
          const volatile sig_atomic_t *stop)
{
    double end = clock_seconds() + wait_ms / 1e3;
    size_t n = 0;

    while (!live->failed && take_waiting(live, buffer, &n) && !*stop) {
        double left = wait_ms >= 0 ? end - clock_seconds() : n > 0 ? 0 : WAIT_SLICE_MS / 1e3;

        if (left <= 0)
            break;
        wait_for_packets(live, left);
    }
    if (n > 0)
        return (long)n;
    return live->failed || *stop ? CAPTURE_END : CAPTURE_WAIT;
}

uint16_t
live_linktype(const struct live *live)
{
    return live->linktype;
}

void
live_progress(struct live *live, struct capture_progress *progress)
{
    struct pcap_stat now;

    if (pcap_stats(live->pcap, &now) == 0) {
        live->received += (uint32_t)(now.ps_recv - live->last.ps_recv);
        live->dropped += (uint32_t)(now.ps_drop - live->last.ps_drop);
        live->if_dropped += (uint32_t)(now.ps_ifdrop - live->last.ps_ifdrop);
        live->last = now;
    }
    progress->received = live->received;
    progress->dropped = live->dropped;
    progress->if_dropped = live->if_dropped;
    progress->name = live->name;
}

bool
live_failed(const struct live *live)
{
    return live->failed;
}
