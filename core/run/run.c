/* SPDX-License-Identifier: Apache-2.0 */
#include "run/run.h"

#include "base/clock.h"
#include "base/say.h"
#include "run/progress.h"
#include "run/signals.h"
#include "run/summary.h"
#include "settings/show.h"
#include "stages/stage_models.h"
#include "stages/stages_setup.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 200 };

static void
tick(struct supervisor *s)
{
    if (signals_statistics()) {
        progress_wipe();
        summary_print(s, stderr);
    }
    progress_draw(s);
}

uint32_t
run_workers(const struct settings *s)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);

    if (s->workers)
        return (uint32_t)s->workers;
    return processors < 1 ? 1 : processors > WORKERS_MAX ? WORKERS_MAX : (uint32_t)processors;
}

/* What the headers name as source: the arguments as they were given. */
static char *
source_name(const struct settings *s)
{
    size_t size = 1;
    char *name;

    if (s->interface)
        return strdup(s->interface);
    for (size_t i = 0; i < s->inputs.n; i++)
        size += strlen(s->inputs.text[i]) + 1;
    name = calloc(1, size);
    for (size_t i = 0; name && i < s->inputs.n; i++) {
        if (i)
            strcat(name, " ");
        strcat(name, s->inputs.text[i]);
    }
    return name;
}

static bool
close_packet_files(struct account *a, bool keep)
{
    bool ok = !a->unknown_file || capture_writer_close(a->unknown_file, keep);

    return (!a->errors_file || capture_writer_close(a->errors_file, keep)) && ok;
}

static bool
open_packet_files(const struct settings *s, struct account *a)
{
    if (s->unknown && !(a->unknown_file = capture_writer_open(s->out, "unknown")))
        return false;
    return !s->errors || (a->errors_file = capture_writer_open(s->out, "errors"));
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
    if (s->interrupted && !live) {
        say_error("interrupted: only the first %llu packets were read",
                  (unsigned long long)a->packets);
        return STATUS_PARTIAL;
    }
    if (capture_damaged(s->capture) || a->outcome[PACKET_QUARANTINED] || a->dropped || a->lost ||
        p.dropped || p.if_dropped || (p.unread && !s->counted))
        return STATUS_PARTIAL;
    return STATUS_DONE;
}

static struct ending
ending_of(const struct settings *s)
{
    return (struct ending){ .folder = s->out,
                            .until = s->duration ? clock_seconds() + (double)s->duration / 1e3 : 0,
                            .min_free = s->min_free };
}

/* Everything stands: run, and finish what was written. */
static int
see_through(struct supervisor *s, const struct settings *settings)
{
    bool ok;

    s->ending = ending_of(settings);
    progress_setup(settings->verbosity < 0);
    if (!open_packet_files(settings, &s->account))
        return STATUS_FAILED;
    ok = supervisor_run(s) && output_finish(s->output, true);
    progress_wipe();
    if (ok && settings->verbosity >= 0)
        summary_print(s, stdout);
    ok = close_packet_files(&s->account, ok) && ok;
    /* Last, so that what cannot be removed costs nothing that was written. */
    ok = ok && output_remove_stale(s->output);
    return ok ? judge(s) : STATUS_FAILED;
}

static void
free_options(struct output_options *out)
{
    for (char **text = out->origin.changed; *text; text++)
        free(*text);
    free(out->origin.changed);
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

int
run_capture(const struct settings *settings, struct shared *shared, struct crew *crew,
            const Catalog__Catalog *catalog, const Catalog__Settings *resolved)
{
    static struct supervisor s; /* large, and there is only one */
    struct output_options out = { .folder = settings->out, .gzip = settings->gzip };
    struct stage_limits limits = settings->limits;
    uint16_t linktypes[64];
    int status = STATUS_FAILED;

    s = (struct supervisor){ .shared = shared, .crew = crew, .catalog = catalog, .tick = tick,
                             .n_workers = run_workers(settings),
                             .flush_interval = (double)settings->flush_interval / 1e3,
                             .counted = settings->count > 0 };
    s.capture = capture_open(&settings->capture, &status);
    if (!s.capture)
        return status;
    signals_heed(s.capture);
    status = STATUS_FAILED;
    out.origin.n_linktypes = linktypes_of(s.capture, linktypes, 64);
    out.origin.linktypes = linktypes;
    out.origin.source = source_name(settings);
    out.origin.changed = settings_changed(settings, catalog, resolved);
    s.output = output_create(&out, shared, catalog, resolved, supervisor_wait, &s);
    if (s.output && limits_take_models(&limits, catalog, resolved) &&
        stages_setup(shared, &limits) && crew_start(crew, resolved, s.n_workers))
        status = see_through(&s, settings);
    output_destroy(s.output);
    signals_forget();
    capture_close(s.capture);
    free_options(&out);
    return status;
}
