/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "run/metrics.h"

#include "base/memory.h"
#include "flows/flows.h"
#include "output/acknowledged.h"
#include "output/send_state.h"
#include "run/metrics_put.h"
#include "run/report.h"
#include "base/resident.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Of a time as seconds since 1970. */
static double
seconds_of(const struct timespec *t)
{
    return (double)t->tv_sec + (double)t->tv_nsec * 1e-9;
}

static void
put_run(struct textbuf *to, const struct supervisor *s)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    metrics_gauges(to, "build_info", "1; its label says which netcapd this is.");
    metric(to, "build_info", LABELS({ "version", PACKAGE_VERSION }), 1);
    metrics_gauges(to, "start_time_seconds", "When the run began, since 1970.");
    metric_seconds(to, "start_time_seconds", seconds_of(&s->report->started));
    metrics_gauges(to, "updated_time_seconds", "When these figures were written, since 1970.");
    metric_seconds(to, "updated_time_seconds", seconds_of(&now));
}

static void
put_packets(struct textbuf *to, const struct account *a)
{
    static const struct {
        const char *name;
        enum outcome outcome;
    } outcomes[] = { { "decoded", PACKET_DECODED }, { "unknown", PACKET_UNKNOWN },
                     { "refused", PACKET_REFUSED }, { "set_aside", PACKET_QUARANTINED } };

    metrics_counters(to, "packets_total", "Packets gone through, by what became of them.");
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++)
        metric(to, "packets_total", LABELS({ "outcome", outcomes[i].name }),
               a->outcome[outcomes[i].outcome]);
    metrics_counters(to, "packet_bytes_total", "Bytes of packets, as captured.");
    metric(to, "packet_bytes_total", LABELS({ 0 }), a->bytes);
    metrics_counters(to, "packets_marked_total",
                     "Packets with a record that says that it is malformed.");
    metric(to, "packets_marked_total", LABELS({ 0 }), a->marked);
}

/* What was lost on the way, of an interface. */
static void
put_drops(struct textbuf *to, const struct interface_note *i)
{
    const struct {
        const char *cause;
        uint64_t packets;
    } drops[] = { { "kernel", i->dropped }, { "interface", i->if_dropped },
                  { "netcapd", i->unread } };

    for (size_t n = 0; n < sizeof drops / sizeof drops[0]; n++)
        metric(to, "packets_dropped_total",
               LABELS({ "interface", i->of.path }, { "cause", drops[n].cause }), drops[n].packets);
}

static void
put_capture(struct textbuf *to, const struct supervisor *s)
{
    struct capture_progress p;
    struct interface_note i;

    capture_progress(s->capture, &p);
    metrics_counters(to, "packets_received_total", "Packets that came, by interface.");
    for (size_t n = 0; capture_interface(s->capture, n, &i); n++)
        metric(to, "packets_received_total", LABELS({ "interface", i.of.path }), i.received);
    metrics_counters(to, "packets_dropped_total",
                     "Packets that are lost, by cause: the kernel's buffer was full; the interface "
                     "lost them before that; netcapd had not read them when it was interrupted.");
    for (size_t n = 0; capture_interface(s->capture, n, &i); n++)
        put_drops(to, &i);
    metrics_counters(to, "packets_given_up_total",
                     "Packets that were read, and dropped at a second interrupt.");
    metric(to, "packets_given_up_total", LABELS({ 0 }), s->account.dropped);
    metrics_counters(to, "packets_filtered_total",
                     "Packets that the filter left out; of an interface as far as is known.");
    metric(to, "packets_filtered_total", LABELS({ 0 }), p.filtered);
}

typedef uint64_t stat_of(const struct output_stats *);

static uint64_t
records_of(const struct output_stats *f)
{
    return f->records;
}

static uint64_t
bytes_of(const struct output_stats *f)
{
    return f->bytes;
}

static uint64_t
written_of(const struct output_stats *f)
{
    return f->written;
}

static void
put_types(struct textbuf *to, const struct supervisor *s, const char *name, const char *help,
          stat_of *of)
{
    metrics_counters(to, name, help);
    for (size_t i = 0; i < s->catalog->n_plugin; i++) {
        struct output_stats f = output_stats(s->output, i);

        if (f.name)
            metric(to, name, LABELS({ "type", f.name }), of(&f));
    }
}

static void
put_records(struct textbuf *to, const struct supervisor *s)
{
    put_types(to, s, "records_total", "Records, by type.", records_of);
    put_types(to, s, "record_bytes_total", "Bytes of records, by type.", bytes_of);
    put_types(to, s, "written_bytes_total", "Bytes of files of records, by type.", written_of);
    metrics_gauges(to, "lag_seconds",
                   "How long before the last flush its oldest packet had come.");
    metric_seconds(to, "lag_seconds", s->lag.last);
}

static void
put_queue(struct textbuf *to, const struct supervisor *s)
{
    metrics_gauges(to, "queue_batches", "Batches of packets that are or wait to be decoded.");
    metric(to, "queue_batches", LABELS({ 0 }), s->filled - s->oldest);
    metrics_gauges(to, "queue_batches_most", "How many there can be; then no packets are read.");
    metric(to, "queue_batches_most", LABELS({ 0 }), s->tasks->shared->n_batches);
    metrics_gauges(to, "workers", "Processes that decode.");
    metric(to, "workers", LABELS({ 0 }), s->n_workers);
}

static uint64_t
going_on(const struct flow_counts *f)
{
    uint64_t ended = f->refused;

    for (size_t i = NC_END_NONE + 1; i < sizeof f->ended / sizeof f->ended[0]; i++)
        ended += f->ended[i];
    return ended < f->flows ? f->flows - ended : 0;
}

/* What workers write, who count on meanwhile. */
static struct flow_counts
counts_of(const struct supervisor *s, uint32_t stage, const char **name)
{
    *name = s->catalog->plugin[s->tasks->shared->stages[stage].plugin]->name;
    return *flows_counts(s->tasks->shared->stages[stage].state);
}

static void
put_flows(struct textbuf *to, const struct supervisor *s)
{
    const uint32_t n = s->tasks->shared->n_stages;
    const char *type;

    metrics_counters(to, "flows_total", "Flows that were begun, by type.");
    for (uint32_t i = STAGE_FLOWS; i < n; i++) {
        struct flow_counts f = counts_of(s, i, &type);

        metric(to, "flows_total", LABELS({ "type", type }), f.flows);
    }
    metrics_counters(to, "flows_ended_total", "Flows that ended, by type and reason.");
    for (uint32_t i = STAGE_FLOWS; i < n; i++) {
        struct flow_counts f = counts_of(s, i, &type);

        for (uint32_t e = NC_END_NONE + 1; e < sizeof f.ended / sizeof f.ended[0]; e++)
            metric(to, "flows_ended_total",
                   LABELS({ "type", type }, { "reason", nc_end_text(e) }), f.ended[e]);
    }
    metrics_gauges(to, "flows", "Flows that go on, by type.");
    for (uint32_t i = STAGE_FLOWS; i < n; i++) {
        struct flow_counts f = counts_of(s, i, &type);

        metric(to, "flows", LABELS({ "type", type }), going_on(&f));
    }
}

/* Fragments, datagrams, streams. */
static void
put_reassembly(struct textbuf *to, const struct supervisor *s)
{
    metrics_counters(to, "reassembly_total",
                     "What happened to fragments, streams and checksums; as run.json names it.");
    for (size_t i = 0; i < counted_names; i++)
        metric(to, "reassembly_total", LABELS({ "event", counted_name[i].key }),
               counted_value(&s->recovery.counted, i));
    metrics_counters(to, "limits_reached_total", "How often a limit was reached, by its option.");
    for (uint32_t i = 0; i < BOUNDS; i++)
        metric(to, "limits_reached_total", LABELS({ "limit", bound_option(i) }),
               s->account.bounds.count[i]);
}

static void
put_plugins(struct textbuf *to, const struct supervisor *s)
{
    const struct plugin_faults *of = s->recovery.faults.of;

    metrics_counters(to, "plugin_faults_total", "Times that a plugin crashed or hung.");
    for (size_t i = 0; i < s->catalog->n_plugin; i++)
        metric(to, "plugin_faults_total", LABELS({ "plugin", s->catalog->plugin[i]->name }),
               of[i].failures);
    metrics_gauges(to, "plugins_switched_off", "Plugins that failed too often, by name.");
    for (size_t i = 0; i < s->catalog->n_plugin; i++)
        if (of[i].off)
            metric(to, "plugins_switched_off", LABELS({ "plugin", s->catalog->plugin[i]->name }),
                   1);
}

static void
put_memory(struct textbuf *to, const struct supervisor *s)
{
    struct stat about;

    metrics_gauges(to, "memory_bytes",
                   "Memory of the process that writes records, and of what flows, streams and "
                   "fragments wait in.");
    metric(to, "memory_bytes", LABELS({ "of", "supervisor" }), resident_bytes());
    if (s->tasks->shared->state_fd >= 0 && fstat(s->tasks->shared->state_fd, &about) == 0)
        metric(to, "memory_bytes", LABELS({ "of", "state" }), (uint64_t)about.st_blocks * 512);
}

/* Those who send note it in the folder. */
static void
put_acknowledged(struct textbuf *to, const char *folder)
{
    struct acknowledged all = acknowledged_read(folder, NULL);

    metrics_gauges(to, "acknowledged_bytes",
                   "Bytes of records that a destination has acknowledged, by where that is noted.");
    for (size_t i = 0; i < all.count; i++) {
        const struct position *p = &all.all[i];
        const char *slash = strrchr(p->path, '/');
        uint64_t sum = 0;

        for (size_t m = 0; m < p->size; m++)
            sum += p->taken[m] ? p->marks[m].done : 0;
        metric(to, "acknowledged_bytes", LABELS({ "noted", slash ? slash + 1 : p->path }), sum);
    }
    acknowledged_free(&all);
}

/* Of destinations that somebody sends to, and of those that somebody did. */
static void
put_sending(struct textbuf *to, const char *folder)
{
    struct send_states all = send_states_read(folder);
    const int64_t now = time(NULL);

    metrics_gauges(to, "send_connected", "1: what sends is connected to the destination.");
    for (size_t i = 0; i < all.n; i++)
        metric(to, "send_connected", LABELS({ "to", all.list[i].to }),
               all.list[i].is == SEND_CONNECTED);
    metrics_gauges(to, "send_backlog_bytes",
                   "Bytes of files that the destination has not acknowledged.");
    for (size_t i = 0; i < all.n; i++)
        metric(to, "send_backlog_bytes", LABELS({ "to", all.list[i].to }), all.list[i].bytes);
    metrics_gauges(to, "send_backlog_blocks",
                   "Blocks that were sent to the destination, which has not acknowledged them.");
    for (size_t i = 0; i < all.n; i++)
        metric(to, "send_backlog_blocks", LABELS({ "to", all.list[i].to }), all.list[i].blocks);
    metrics_gauges(to, "send_acknowledged_age_seconds",
                   "How long ago the destination acknowledged something, if it did.");
    for (size_t i = 0; i < all.n; i++)
        if (all.list[i].acknowledged)
            metric(to, "send_acknowledged_age_seconds", LABELS({ "to", all.list[i].to }),
                   now > all.list[i].acknowledged ? (uint64_t)(now - all.list[i].acknowledged) : 0);
    send_states_free(&all);
}

void
metrics_text(struct supervisor *s, struct textbuf *to)
{
    put_run(to, s);
    put_packets(to, &s->account);
    put_capture(to, s);
    put_records(to, s);
    put_queue(to, s);
    put_flows(to, s);
    put_reassembly(to, s);
    put_plugins(to, s);
    put_memory(to, s);
    put_acknowledged(to, s->report->folder->path);
    put_sending(to, s->report->folder->path);
}
