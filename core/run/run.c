/* SPDX-License-Identifier: Apache-2.0 */
#include "run/run.h"

#include "base/memory.h"
#include "base/say.h"
#include "run/dispatcher.h"
#include "run/progress.h"
#include "run/summary.h"
#include "settings/show.h"
#include "stages/stage_models.h"
#include "stages/stages_setup.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
on_signal(int signal)
{
    if (signal == SIGUSR1)
        supervisor_statistics_wanted = 1;
    else
        supervisor_interrupts++;
}

/* No SA_RESTART: a wait is to end at once. */
static void
catch_signals(void)
{
    static const int caught[] = { SIGINT, SIGTERM, SIGUSR1 };
    struct sigaction action = { .sa_handler = on_signal };

    for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++)
        sigaction(caught[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void
tick(struct supervisor *s)
{
    if (supervisor_statistics_wanted) {
        supervisor_statistics_wanted = 0;
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
        return need_copy(s->interface);
    for (size_t i = 0; i < s->inputs.n; i++)
        size += strlen(s->inputs.text[i]) + 1;
    name = need(1, size);
    for (size_t i = 0; i < s->inputs.n; i++) {
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
              (unsigned long long)(s->account.packets + s->account.dropped));
    return false;
}

/* 3 when something could not be read or decoded and the user would not know otherwise. */
static int
judge(const struct supervisor *s)
{
    const struct account *a = &s->account;

    if (s->recovery.lost) {
        say_error("only the first %llu packets were decoded", (unsigned long long)a->packets);
        return STATUS_FAILED;
    }
    if (s->interrupted && !capture_is_live(s->capture)) {
        say_error("interrupted: only the first %llu packets were read",
                  (unsigned long long)a->packets);
        return STATUS_PARTIAL;
    }
    if (capture_damaged(s->capture) || a->outcome[PACKET_QUARANTINED] || a->dropped || a->lost)
        return STATUS_PARTIAL;
    return STATUS_DONE;
}

/* Everything stands: run, and finish what was written. */
static int
see_through(struct supervisor *s, const struct settings *settings)
{
    struct dispatcher dispatcher;
    bool ok;

    catch_signals();
    progress_setup(settings->verbosity < 0);
    if (!open_packet_files(settings, &s->account))
        return STATUS_FAILED;
    if (!dispatcher_start(&dispatcher, s->tasks))
        return STATUS_FAILED;
    ok = supervisor_run(s) && output_finish(s->output, true);
    dispatcher_stop(&dispatcher);
    progress_wipe();
    if (ok && settings->verbosity >= 0)
        summary_print(s, stdout);
    ok = close_packet_files(&s->account, ok) && ok;
    /* Last, so that what cannot be removed costs nothing that was written. */
    ok = ok && output_remove_stale(s->output);
    return ok && balances(s) ? judge(s) : STATUS_FAILED;
}

static void
free_options(struct output_options *out)
{
    for (char **text = out->origin.changed; *text; text++)
        free(*text);
    free(out->origin.changed);
    free((char *)out->origin.source);
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

    s = (struct supervisor){ .tasks = tasks_create(shared), .crew = crew, .catalog = catalog,
                             .tick = tick, .n_workers = run_workers(settings) };
    s.capture = capture_open(&settings->capture, &status);
    if (!s.capture || !s.tasks) {
        if (!s.tasks)
            say_error("out of memory");
        supervisor_free(&s);
        return s.tasks ? status : STATUS_FAILED;
    }
    status = STATUS_FAILED;
    out.origin.n_linktypes = capture_linktypes(s.capture, linktypes, 64);
    out.origin.linktypes = linktypes;
    out.origin.source = source_name(settings);
    out.origin.changed = settings_changed(settings, catalog, resolved);
    s.output = output_create(&out, s.tasks, catalog, resolved, supervisor_wait, &s);
    if (s.output && limits_take_models(&limits, catalog, resolved) &&
        stages_setup(shared, &limits) && crew_start(crew, resolved, s.n_workers))
        status = see_through(&s, settings);
    output_destroy(s.output);
    supervisor_free(&s);
    capture_close(s.capture);
    free_options(&out);
    return status;
}
