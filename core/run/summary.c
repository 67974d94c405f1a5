/* SPDX-License-Identifier: Apache-2.0 */
#include "run/summary.h"

#include "base/clock.h"
#include "base/say.h"
#include "base/textbuf.h"
#include "base/visible.h"
#include "flows/flows.h"
#include "base/compress.h"
#include "reassembly/defrag.h"
#include "reassembly/streams.h"
#include "base/figures.h"
#include "sandbox/sandbox.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_SHOWN = 10, NAME_SHOWN = 128, PATH_SHOWN = 4096 };

struct style {
    const char *heading, *warning, *plain;
};

static struct style
style_for(FILE *to)
{
    if (say_colour(to))
        return (struct style){ "\033[1m", "\033[33m", "\033[0m" };
    return (struct style){ "", "", "" };
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const struct output_stats *)a)->name, ((const struct output_stats *)b)->name);
}

static void
print_line(FILE *to, const char *name, const struct output_stats *f)
{
    char records[NUMBER_TEXT], bytes[NUMBER_TEXT], written[NUMBER_TEXT], shown[NAME_SHOWN];

    fprintf(to, "%-28s %15s %12s %12s\n", visible_string(shown, sizeof shown, name),
            text_count(f->records, records), text_size((double)f->bytes, bytes),
            text_size((double)f->written, written));
}

static void
print_records(const struct supervisor *s, FILE *to, const struct style *style)
{
    struct output_stats files[PLUGINS_MAX + 1], sum = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < s->catalog->n_plugin; i++) {
        files[n] = output_stats(s->output, i);
        n += files[n].name != NULL;
    }
    /* cppcheck-suppress uninitvar; the first n were filled in */
    qsort(files, n, sizeof *files, by_name);
    fprintf(to, "%s%-28s %15s %12s %12s%s\n", style->heading, "RECORDS", "records", "bytes",
            "on disk", style->plain);
    for (size_t i = 0; i < n; i++) {
        print_line(to, files[i].name, &files[i]);
        sum.records += files[i].records;
        sum.bytes += files[i].bytes;
        sum.written += files[i].written;
    }
    print_line(to, "all", &sum);
}

/* Packets of an outcome; in the style's warning, unless that is as it should be. */
static void
print_outcome(const struct account *a, FILE *to, const char *name, uint64_t n,
              const struct style *style)
{
    char count[NUMBER_TEXT];
    uint64_t all = a->packets + a->dropped;

    fprintf(to, "%s%-28s %15s %11.2f %%%s\n", style && n ? style->warning : "", name,
            text_count(n, count), all ? 100.0 * (double)n / (double)all : 0.0,
            style && n ? style->plain : "");
}

/* What the packets of an outcome had, the most frequent first. */
static void
print_tally(FILE *to, struct tally *t)
{
    char count[NUMBER_TEXT], shown[4 * LABEL_MAX]; /* a worker may have written anything there */
    uint64_t rest = 0;

    tally_sort(t);
    for (size_t i = 0; i < t->n; i++) {
        if (i < LINES_SHOWN)
            fprintf(to, "  %15s  %s\n", text_count(t->lines[i].count, count),
                    visible_string(shown, sizeof shown, t->lines[i].label));
        else
            rest += t->lines[i].count;
    }
    if (rest)
        fprintf(to, "  %15s  others\n", text_count(rest, count));
    if (t->left_out)
        fprintf(to, "  %15s  others, not told apart: more than %d kinds\n",
                text_count(t->left_out, count), TALLY_MAX);
}

static void
print_packets(struct account *a, FILE *to, const struct style *style)
{
    char lost[NUMBER_TEXT];

    fprintf(to, "\n%s%-28s %15s %12s%s\n", style->heading, "PACKETS", "packets", "share",
            style->plain);
    print_outcome(a, to, "decoded", a->outcome[PACKET_DECODED], NULL);
    print_outcome(a, to, "unknown protocol", a->outcome[PACKET_UNKNOWN], style);
    print_tally(to, &a->unknown);
    print_outcome(a, to, "refused", a->outcome[PACKET_REFUSED], style);
    print_tally(to, &a->refused);
    print_outcome(a, to, "set aside: a plugin failed", a->outcome[PACKET_QUARANTINED], style);
    print_tally(to, &a->quarantined);
    if (a->marked) {
        print_outcome(a, to, "marked as malformed", a->marked, style);
        print_tally(to, &a->marks);
    }
    if (a->remarked) {
        print_outcome(a, to, "noted", a->remarked, NULL);
        print_tally(to, &a->remarks);
    }
    if (a->lost)
        fprintf(to, "%s%-28s %15s%s\n", style->warning, "flows and streams lost with it",
                text_count(a->lost, lost), style->plain);
    if (a->dropped)
        print_outcome(a, to, "dropped at the interrupt", a->dropped, style);
}

static void
print_held(const struct supervisor *s, FILE *to, const struct style *style)
{
    char name[HELD_TEXT], shown[4 * HELD_TEXT];

    for (uint32_t stage = 0; stage < STAGES_MAX; stage++)
        if (s->account.held.lost[stage])
            fprintf(to, "%s%s still under way at the end were lost: %s%s\n", style->warning,
                    visible_string(shown, sizeof shown,
                                   held_name(s->tasks->shared, s->catalog, stage, name)),
                    s->account.held.lost[stage], style->plain);
}

static void
print_switched_off(const struct supervisor *s, FILE *to, const struct style *style)
{
    const struct plugin_faults *of = s->recovery.faults.of;
    char count[NUMBER_TEXT], shown[NAME_SHOWN];

    for (size_t i = 0; i < s->catalog->n_plugin; i++)
        if (of[i].off)
            fprintf(to, "%s%s was switched off after %s failures%s\n", style->warning,
                    visible_string(shown, sizeof shown, s->catalog->plugin[i]->name),
                    text_count(of[i].failures, count), style->plain);
}

/* Of each interface, where there are several, and of all. */
static void
print_interfaces(const struct supervisor *s, FILE *to, const struct capture_progress *p)
{
    static const char form[] =
        "%s received, %s dropped by the kernel, %s dropped by the interface\n";
    char n[3][NUMBER_TEXT], shown[NAME_SHOWN];
    struct interface_note i;

    for (size_t at = 0; capture_interface(s->capture, 1, &i) &&
                        capture_interface(s->capture, at, &i); at++) {
        fprintf(to, "  %s: ", visible_string(shown, sizeof shown, i.of.path));
        fprintf(to, form, text_count(i.received, n[0]), text_count(i.dropped, n[1]),
                text_count(i.if_dropped, n[2]));
    }
    fprintf(to, form, text_count(p->received, n[0]), text_count(p->dropped, n[1]),
            text_count(p->if_dropped, n[2]));
}

/* What the reader knows besides. */
static void
print_capture(const struct supervisor *s, FILE *to)
{
    struct capture_progress p;
    char n[1][NUMBER_TEXT];

    capture_progress(s->capture, &p);
    if (capture_is_live(s->capture))
        print_interfaces(s, to, &p);
    if (p.unread)
        fprintf(to, "%s received, and not read before the end\n", text_count(p.unread, n[0]));
    if (p.filtered)
        fprintf(to, "%s left out by the filter\n", text_count(p.filtered, n[0]));
    if (p.left_out)
        fprintf(to, "%s left out by --from, --to or --packets\n", text_count(p.left_out, n[0]));
    if (p.cut)
        fprintf(to, "%s longer than is taken, and cut\n", text_count(p.cut, n[0]));
    if (p.backwards)
        fprintf(to, "%s earlier than the packet before them\n", text_count(p.backwards, n[0]));
}

/* "from 2026-11-28T12:00:00.5Z to 2026-11-28T12:00:10Z" */
static void
print_span(const struct moment_span *span, FILE *to)
{
    const struct moment *ends[] = { &span->first, &span->last };
    struct textbuf text = { .fd = -1 };

    for (size_t i = 0; i < 2; i++) {
        text_string(&text, i ? " to " : "from ");
        text_time_utc(&text, &(struct text_time){ ends[i]->seconds, ends[i]->nanoseconds, 9 });
    }
    fprintf(to, "%.*s\n", (int)text.used, text.data);
    textbuf_free(&text);
}

/* What its packets say of the capture. */
static void
print_hygiene(const struct hygiene *h, FILE *to)
{
    char n[NUMBER_TEXT];

    if (h->span.any)
        print_span(&h->span, to);
    for (size_t i = 0; h->n_linktypes > 1 && i < h->n_linktypes; i++)
        fprintf(to, "%s of link type %u\n", text_count(h->linktypes[i].packets, n),
                (unsigned)h->linktypes[i].linktype);
    if (h->linktypes_left_out)
        fprintf(to, "%s of other link types\n", text_count(h->linktypes_left_out, n));
    if (h->duplicates)
        fprintf(to, "%s captured twice: their bytes behind the link header came before\n",
                text_count(h->duplicates, n));
    if (h->cut)
        fprintf(to, "%s not whole in the capture\n", text_count(h->cut, n));
}

static void
print_count(FILE *to, uint64_t count, const char *what)
{
    char n[NUMBER_TEXT];

    if (count)
        fprintf(to, "%-28s %15s\n", what, text_count(count, n));
}

/* Of what was put together: how much, and what got lost on the way. */
static void
print_reassembly(const struct supervisor *s, FILE *to, const struct style *style)
{
    const struct defrag_counts *d = &s->recovery.counted.defrag;
    const struct stream_counts *t = &s->recovery.counted.streams;

    if (!d->fragments && !t->connections)
        return;
    fprintf(to, "\n%s%-28s %15s%s\n", style->heading, "REASSEMBLY", "", style->plain);
    for (size_t i = 0; i < counted_names; i++)
        if (counted_name[i].shown)
            print_count(to, counted_value(&s->recovery.counted, i), counted_name[i].shown);
}

/* Why they ended: the reasons that there were; those of a model are one line. */
static void
print_ends(const struct flow_counts *f, const char *name, FILE *to)
{
    char n[NUMBER_TEXT];
    const char *between = "  ";

    fprintf(to, "%-28s %15s", name, text_count(f->flows, n));
    for (uint32_t i = NC_END_NONE + 1; i < sizeof f->ended / sizeof f->ended[0]; i++) {
        if (!f->ended[i])
            continue;
        fprintf(to, "%s%s %s", between, text_count(f->ended[i], n), nc_end_text(i));
        between = ", ";
    }
    fputc('\n', to);
}

/* A limit that was reached is never silent. */
static void
print_flows(const struct supervisor *s, FILE *to, const struct style *style)
{
    if (s->tasks->shared->n_stages > STAGE_FLOWS)
        fprintf(to, "\n%s%-28s %15s  %s%s\n", style->heading, "FLOWS", "flows", "ended",
                style->plain);
    for (uint32_t i = STAGE_FLOWS; i < s->tasks->shared->n_stages; i++) {
        const struct flow_counts *f = flows_counts(s->tasks->shared->stages[i].state);
        const char *name = s->catalog->plugin[s->tasks->shared->stages[i].plugin]->name;
        char shown[NAME_SHOWN];

        print_ends(f, visible_string(shown, sizeof shown, name), to);
    }
}

static void
print_bounds(const struct account *a, FILE *to, const struct style *style)
{
    bool any = false;

    for (uint32_t i = 0; i < BOUNDS; i++) {
        char count[NUMBER_TEXT];

        if (!a->bounds.count[i])
            continue;
        if (!any)
            fprintf(to, "\n%s%-28s %15s%s\n", style->heading, "LIMITS REACHED", "", style->plain);
        any = true;
        fprintf(to, "%-28s %15s  %s\n", bound_option(i), text_count(a->bounds.count[i], count),
                bound_meaning(i));
    }
}

static void
print_packet_file(const struct capture_writer *f, FILE *to)
{
    char count[NUMBER_TEXT];
    struct capture_writer_stats stats = { .name = NULL };

    if (f)
        stats = capture_writer_stats(f);
    if (stats.name)
        fprintf(to, "%s packets in %s\n", text_count(stats.packets, count), stats.name);
    if (stats.left_out)
        fprintf(to, "%s left out of it, which is as large as it may be\n",
                text_count(stats.left_out, count));
}

/* The last line: how much in which time. */
static void
print_speed(const struct supervisor *s, FILE *to)
{
    double seconds = clock_seconds() - s->started, divisor = seconds > 0 ? seconds : 1;
    double packets = (double)s->account.packets, bytes = (double)s->account.bytes;
    char n[4][NUMBER_TEXT];

    fprintf(to, "%s packets, %s in %.2f s: %s packets/s, %s/s; %u worker%s, %s\n",
            text_count(s->account.packets, n[0]), text_size(bytes, n[1]), seconds,
            text_count((uint64_t)(packets / divisor), n[2]), text_size(bytes / divisor, n[3]),
            s->n_workers, s->n_workers == 1 ? "" : "s", compress_library());
}

void
summary_print(struct supervisor *s, FILE *to)
{
    struct style style = style_for(to);

    bounds_watch(s);
    print_records(s, to, &style);
    print_packets(&s->account, to, &style);
    print_held(s, to, &style);
    print_switched_off(s, to, &style);
    if (s->tasks->shared->n_stages > STAGE_STREAMS) {
        print_reassembly(s, to, &style);
        print_flows(s, to, &style);
    }
    print_bounds(&s->account, to, &style);
    fputc('\n', to);
    if (*sandbox_lack())
        fprintf(to, "the sandbox is weaker: this kernel has no %s\n", sandbox_lack());
    print_capture(s, to);
    print_hygiene(&s->account.hygiene, to);
    print_packet_file(s->account.unknown_file, to);
    print_packet_file(s->account.errors_file, to);
    print_speed(s, to);
}
