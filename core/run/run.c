/* SPDX-License-Identifier: Apache-2.0 */
#include "run/run.h"

#include "base/clock.h"
#include "base/live_line.h"
#include "base/memory.h"
#include "base/processors.h"
#include "base/say.h"
#include "base/visible.h"
#include "run/attended.h"
#include "run/claim.h"
#include "run/dispatcher.h"
#include "run/packet_files.h"
#include "run/progress.h"
#include "run/report.h"
#include "run/rights.h"
#include "run/rotation.h"
#include "run/signals.h"
#include "run/sources.h"
#include "run/standing.h"
#include "run/summary.h"
#include "run/work.h"
#include "sandbox/sandbox.h"
#include "settings/show.h"
#include "stages/stage_models.h"
#include "stages/stages_setup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPORT_SECONDS 1.0 /* what others know of a run is so old at most */

enum { WAIT_MS = 200, PATH_SHOWN = 1024 };

static void
tick(struct supervisor *s)
{
    if (signals_statistics()) {
        live_line_wipe();
        summary_print(s, stderr);
    }
    bounds_watch(s);
    attended_tick(s);
    if (s->flushed > s->report->flushed)
        packet_files_flush(&s->account);
    if (s->flushed > s->report->flushed || clock_seconds() - s->report->written > REPORT_SECONDS)
        report_write(s->report, s, REPORT_RUNNING);
    if (s->standing)
        standing_tell(s);
    else
        progress_draw(s);
}

uint32_t
run_workers(const struct settings *s)
{
    return s->workers ? (uint32_t)s->workers : processors(WORKERS_MAX);
}

/* Every packet that was read is in one class, or the run has a fault that its user must know. */
static bool
balances(const struct supervisor *s)
{
    struct capture_progress read;

    capture_progress(s->capture, &read);
    if (account_balances(&s->account, read.packets))
        return true;
    say_error("%llu packets were read, but %llu are accounted for: this is a fault of netcapd; "
              "please report it",
              (unsigned long long)read.packets,
              (unsigned long long)s->account.packets + s->account.dropped);
    return false;
}

/* A live capture is ended by an interrupt: one alone leaves nothing out. */
static void
say_interrupted(const struct account *a, bool live)
{
    unsigned long long decoded = a->packets, read = decoded + a->dropped;

    if (a->dropped)
        say_error("interrupted again: of the %llu packets that were read only the first %llu were "
                  "gone through, the others are dropped",
                  read, decoded);
    else if (!live)
        say_error("interrupted: only the first %llu packets were read", read);
}

/* 3 when something could not be read or decoded and the user would not know otherwise. */
static int
judge(const struct supervisor *s)
{
    const struct account *a = &s->account;

    bool live = capture_is_live(s->capture);
    struct capture_progress p;

    capture_progress(s->capture, &p);
    if (s->ending.short_of_space || (live && capture_damaged(s->capture)))
        return STATUS_FAILED;
    if (s->interrupted)
        say_interrupted(a, live);
    if (s->interrupted && !live)
        return STATUS_PARTIAL;
    if (capture_damaged(s->capture) || a->outcome[PACKET_QUARANTINED] || a->dropped || a->lost ||
        held_lost_any(&a->held) || !output_is_complete(s->output) || p.dropped || p.if_dropped ||
        (p.unread && !s->counted))
        return STATUS_PARTIAL;
    return STATUS_DONE;
}

/* All that was written gets its name, as far as it can; a name says that nothing is missing. */
static bool
name_files(struct supervisor *s, struct older *older)
{
    bool whole = output_finish(s->output, false) && !s->recovery.lost, ok;
    struct output_stats f;

    s->report->naming = whole;
    if (whole)
        report_write(s->report, s, REPORT_RUNNING); /* what fails fails again at the end */
    ok = whole && output_finish(s->output, true);

    if (s->recovery.lost)
        say_error("only the first %llu packets were decoded; what they gave is in the .part files",
                  (unsigned long long)s->account.packets);
    ok = packet_files_finish(&s->account, whole, older) && ok;
    for (size_t i = 0; output_file(s->output, i, &f); i++)
        older_forget(older, f.file);
    return ok;
}

/* When nothing went wrong files of an earlier run go, but for those that this one replaced. */
static bool
remove_older(const struct out_folder *folder, struct older *older)
{
    older_remove(older, folder);
    return !older->n && !older->unread;
}

/* The last step: the report, and the names of all files in the folder for good.  Once is enough for
 * all: what a file holds was on disk before it got its name.  A report that is not true is worse
 * than none. */
static int
put_down(struct supervisor *s, const struct out_folder *folder, int status)
{
    if (!report_write(s->report, s, status)) {
        report_remove(s->report);
        return STATUS_FAILED;
    }
    if (s->attendants)
        attendants_note_report(s->attendants, s->report->name, s->report->started);
    if (out_folder_sync(folder))
        return status;
    say_error("%s: the names of its files cannot be put on disk: %s", folder->path,
              strerror(errno));
    if (status != STATUS_FAILED && !report_write(s->report, s, STATUS_FAILED))
        report_remove(s->report);
    return STATUS_FAILED;
}

static struct ending
ending_of(const struct settings *s, const struct out_folder *folder)
{
    return (struct ending){ .folder = folder->path,
                            .until = s->duration ? clock_seconds() + (double)s->duration / 1e3 : 0,
                            .min_free = s->min_free };
}

/* From here on there are the captures, each by itself as links of a folder may lead out of it, the
 * folder, and nothing else.  libpcap asks the kernel's files what the interface has dropped. */
static bool
confine(const struct capture *capture, const struct out_folder *folder)
{
    static const char *const counters[] = { "/sys/class/net", "/sys/devices", "/proc/net" };
    struct path_rule *rules;
    size_t n = 0, inputs = 0;
    bool confined;

    while (capture_path(capture, inputs))
        inputs++;
    rules = need(inputs + 4, sizeof *rules);
    rules[n++] = (struct path_rule){ folder->path, PATH_WRITE };
    for (size_t i = 0; i < inputs; i++)
        rules[n++] = (struct path_rule){ capture_path(capture, i), PATH_READ };
    for (size_t i = 0; capture_is_live(capture) && i < 3; i++)
        rules[n++] = (struct path_rule){ counters[i], PATH_READ };
    confined = sandbox_supervisor(rules, n);
    free(rules);
    return confined;
}

/* Everything stands: run, and finish what was written. */
static int
see_through(struct supervisor *s, const struct settings *settings, const struct out_folder *folder,
            struct older *older)
{
    char shown[PATH_SHOWN];
    struct dispatcher dispatcher;
    int status;
    bool ok;

    s->ending = ending_of(settings, folder);
    if (!s->standing)
        live_line_setup(settings->verbosity < 0);
    if (!packet_files_open(&s->account, settings, folder, s->rotation ? s->rotation->set : "") ||
        !report_write(s->report, s, REPORT_RUNNING) ||
        !(s->standing || confine(s->capture, folder)) || !dispatcher_start(&dispatcher, s->tasks))
        return put_down(s, folder, STATUS_FAILED);
    attended_begin(s);
    ok = supervisor_run(s);
    attended_stop(s);
    ok = rotation_end(s) && ok;
    standing_tell(s);
    live_line_wipe();
    if (ok)
        ok = name_files(s, older);
    else
        packet_files_flush(&s->account);
    dispatcher_stop(&dispatcher);
    if (ok && !s->standing && settings->verbosity >= 0 && say_has_output()) {
        summary_print(s, stdout);
        if (settings->verbosity > 0)
            work_print(s, clock_cpu() + dispatcher.cpu, stdout);
        printf("records in %s\n", visible_string(shown, sizeof shown, folder->path));
    }
    ok = ok && remove_older(folder, older);
    status = ok && balances(s) ? judge(s) : STATUS_FAILED;
    return put_down(s, folder, s->standing ? status : say_printed(status, true));
}

static void
free_options(struct output_options *out)
{
    settings_free_texts(out->origin.changed);
    free((char *)out->origin.source);
}

/* What the headers say of them; a pipe may take its time. */
static size_t
linktypes_of(struct capture *capture, uint16_t *linktypes, size_t max)
{
    long n;

    while ((n = capture_linktypes(capture, linktypes, max, WAIT_MS)) == CAPTURE_WAIT) {
        if (signals_stops())
            return 0;
        if (signals_statistics())
            say_error("no packet has been read so far");
    }
    return (size_t)n;
}

/* A run that cannot count what it was asked to count says so before it begins. */
static bool
watch_for_duplicates(struct supervisor *s, const struct settings *settings)
{
    struct hygiene *hygiene = &s->account.hygiene;

    hygiene->window = settings->limits.dissect.duplicates ? duplicates_create() : NULL;
    return hygiene->window || !settings->limits.dissect.duplicates;
}

/* The capture is open and the folder is this run's. */
static int
run_into(struct supervisor *s, const struct settings *settings, const struct out_folder *folder,
         struct older *older, const Catalog__Settings *resolved)
{
    struct output_options out = { .folder = folder, .style = settings->style };
    struct stage_limits limits = settings->limits;
    uint16_t linktypes[64];
    int status = STATUS_FAILED;

    out.origin.n_linktypes = linktypes_of(s->capture, linktypes, 64);
    out.origin.linktypes = linktypes;
    out.origin.source = sources_text(settings);
    out.set = s->rotation ? s->rotation->set : NULL;
    out.origin.set = s->report->set;
    out.origin.run_id = *s->report->run_id ? s->report->run_id : NULL;
    memcpy(out.formats, settings->formats, sizeof settings->formats);
    out.origin.changed = settings_changed(settings, s->catalog, resolved);
    s->report->options = settings_in_force(settings, s->catalog, resolved);
    s->output = output_create(&out, s->tasks, s->catalog, resolved, supervisor_wait, s);
    if (s->output && watch_for_duplicates(s, settings) &&
        limits_take_models(&limits, s->catalog, resolved) &&
        stages_setup(s->tasks->shared, &limits) && crew_start(s->crew, resolved, s->n_workers))
        status = see_through(s, settings, folder, older);
    output_destroy(s->output);
    packet_files_free(&s->account);
    duplicates_free(s->account.hygiene.window);
    settings_free_texts(s->report->options);
    free_options(&out);
    return status;
}

/* The first of them, where there are sets. */
static bool
begin_sets(struct supervisor *s, const struct settings *settings, const struct out_folder *folder)
{
    static struct rotation rotation; /* large, and there is only one */

    if (!settings_rotate(settings))
        return true;
    if (!rotation_begin(&rotation, settings, folder, s->report))
        return false;
    s->rotation = &rotation;
    s->turn = rotation_turn;
    return true;
}

/* A run that cannot be repeated to the byte has a name of its own. */
static bool
name_run(const struct settings *settings, struct report *report)
{
    if ((!settings->interfaces.n && !settings_rotate(settings)) || run_id_make(report->run_id))
        return true;
    say_error("no random numbers: %s", strerror(errno));
    return false;
}

/* Where the run writes, and what it says there of itself. */
static int
run_with_folder(struct supervisor *s, const struct settings *settings,
                const Catalog__Settings *resolved)
{
    static struct report report; /* which hears what is said */
    struct out_folder folder;
    struct older older = { .n = 0 };
    int status;

    report = (struct report){ .folder = &folder, .older = &older };
    report_begin(&report);
    status = (int)claim_folder(&folder, settings->out, settings, s->capture, &older);
    if (status == STATUS_DONE && !name_run(settings, &report)) {
        out_folder_close(&folder);
        status = STATUS_FAILED;
    }
    if (status == STATUS_DONE) {
        report.sources = sources_named(settings)->text;
        report.n_sources = sources_named(settings)->n;
        s->report = &report;
        status = begin_sets(s, settings, &folder) ? run_into(s, settings, &folder, &older, resolved)
                                                  : STATUS_FAILED;
        out_folder_close(&folder);
    }
    report_end(&report);
    older_free(&older);
    return status;
}

int
run_capture(const struct settings *settings, const struct run_means *means,
            const Catalog__Settings *resolved, struct capture *opened)
{
    static struct supervisor s; /* large, and there is only one */
    int status = STATUS_FAILED;

    s = (struct supervisor){ .tasks = tasks_create(means->shared),
                             .crew = means->crew,
                             .catalog = means->catalog,
                             .standing = means->standing,
                             .attendants = means->attendants,
                             .notify.socket = -1,
                             .tick = tick,
                             .n_workers = run_workers(settings),
                             .flush_interval = (double)settings->flush_interval / 1e3,
                             .fault_limits = { settings->plugin_failures, settings->plugin_hangs },
                             .counted = settings->count > 0 || settings->capture.range.last > 0 };
    if (!means->standing)
        attended_open(&s);
    if (!s.tasks) {
        say_error("out of memory");
        return STATUS_FAILED;
    }
    s.capture = opened ? opened : capture_open(&settings->capture, &status);
    if (s.capture) {
        status = STATUS_FAILED;
        signals_heed(s.capture);
        if (s.standing || rights_settle(settings))
            status = run_with_folder(&s, settings, resolved);
        signals_forget();
    }
    supervisor_free(&s);
    if (!opened)
        capture_close(s.capture);
    return status;
}
