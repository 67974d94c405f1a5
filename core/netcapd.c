/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd: packets in, typed audit records out. */
#include "config.h"

#include "dissect/catalog.h"
#include "dissect/dissect.h"
#include "output/header.h"
#include "base/say.h"
#include "run/progress.h"
#include "run/summary.h"
#include "settings/resolve.h"
#include "settings/show.h"
#include "stages/stages.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pcap/pcap.h>
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

static bool
is_folder(const char *path)
{
    return access(path, R_OK | X_OK) == 0;
}

/* --plugins, or those of the build tree this program lies in, or the installed ones. */
static bool
find_plugins(const struct settings *s, char *folder, size_t size)
{
    static const char *const build_tree[] = { "../../plugins", "../plugins" };
    char self[PATH_MAX], libs[PATH_MAX + 64], *slash;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

    if (*s->plugins) {
        snprintf(folder, size, "%s", s->plugins);
        if (is_folder(folder))
            return true;
        say_error("%s: no plugins can be read there: give --plugins the folder that holds them", folder);
        return false;
    }
    self[n > 0 ? n : 0] = '\0';
    slash = strrchr(self, '/');
    for (size_t i = 0; slash && i < 2; i++) {
        *slash = '\0';
        snprintf(libs, sizeof libs, "%s/%s/.libs", self, build_tree[i]);
        if (is_folder(libs)) {
            *strrchr(libs, '/') = '\0'; /* the loader looks into .libs by itself */
            snprintf(folder, size, "%s", libs);
            return true;
        }
    }
    snprintf(folder, size, "%s", PLUGINDIR);
    if (is_folder(folder))
        return true;
    say_error("%s: no plugins are installed there: give --plugins=FOLDER", folder);
    return false;
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

static uint32_t
worker_count(const struct settings *s)
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
    if (s->interrupted && !capture_is_live(s->capture)) {
        say_error("interrupted: only the first %llu packets were read", (unsigned long long)s->account.packets);
        return STATUS_PARTIAL;
    }
    return capture_damaged(s->capture) || s->account.outcome[PACKET_QUARANTINED] || s->account.dropped ||
                   s->account.lost
               ? STATUS_PARTIAL
               : STATUS_DONE;
}

/* Everything stands: run, and finish what was written. */
static int
run(struct supervisor *s, const struct settings *settings)
{
    bool ok;

    catch_signals();
    progress_setup(settings->verbosity < 0);
    if (!open_packet_files(settings, &s->account))
        return STATUS_FAILED;
    ok = supervisor_run(s) && output_finish(s->output, true);
    progress_wipe();
    if (ok && settings->verbosity >= 0)
        summary_print(s, stdout);
    ok = close_packet_files(&s->account, ok) && ok;
    return ok ? judge(s) : STATUS_FAILED;
}

static int
capture_records(const struct settings *settings, struct shared *shared, struct crew *crew,
                const Catalog__Catalog *catalog, const Catalog__Settings *resolved)
{
    static struct supervisor s; /* large, and there is only one */
    struct output_options out = { .folder = settings->out, .gzip = settings->gzip };
    uint16_t linktypes[64];
    int status = STATUS_FAILED;

    s = (struct supervisor){ .shared = shared, .crew = crew, .catalog = catalog, .tick = tick,
                             .n_workers = worker_count(settings) };
    s.capture = capture_open(&settings->capture, &status);
    if (!s.capture)
        return status;
    status = STATUS_FAILED;
    out.n_linktypes = capture_linktypes(s.capture, linktypes, 64);
    out.linktypes = linktypes;
    out.source = source_name(settings);
    out.changed = settings_changed(settings, catalog, resolved);
    s.output = output_create(&out, shared, catalog, resolved, supervisor_wait, &s);
    if (s.output && stages_setup(shared, catalog, resolved, &settings->limits) && crew_start(crew, resolved, s.n_workers))
        status = run(&s, settings);
    output_destroy(s.output);
    capture_close(s.capture);
    for (char **text = out.changed; *text; text++)
        free(*text);
    free(out.changed);
    free((char *)out.source);
    return status;
}

static int
with_plugins(const struct settings *s, struct shared *shared, struct crew *crew,
             const Catalog__Catalog *catalog)
{
    Catalog__Settings *resolved;
    int status;

    if (s->action == ACTION_LIST) {
        catalog_list(catalog, stdout);
        return STATUS_DONE;
    }
    if (s->action == ACTION_DUMP) {
        for (size_t i = 0; i < catalog->n_plugin; i++)
            catalog_dump(catalog->plugin[i], stdout);
        return STATUS_DONE;
    }
    if (s->action == ACTION_PRINT_CONFIG) {
        settings_print(catalog, stdout);
        return STATUS_DONE;
    }
    resolved = settings_resolve(s, catalog);
    if (!resolved)
        return STATUS_USAGE;
    status = capture_records(s, shared, crew, catalog, resolved);
    catalog__settings__free_unpacked(resolved, NULL);
    return status;
}

static int
start(const struct settings *s)
{
    struct shared *shared = shared_create(2 * worker_count(s) + 2);
    Catalog__Catalog *catalog;
    char folder[PATH_MAX + 64] = "";
    struct crew *crew;
    int status;

    if (!shared) {
        say_error("cannot set up the memory shared with the workers");
        return STATUS_FAILED;
    }
    if (s->action != ACTION_DUMP && !find_plugins(s, folder, sizeof folder))
        return STATUS_REFUSED;
    crew = crew_create(shared, folder, s->action == ACTION_DUMP ? s->dump_plugin : NULL, s->isolated,
                       &catalog, &status);
    if (!crew)
        return status;
    status = with_plugins(s, shared, crew, catalog);
    crew_destroy(crew);
    catalog__catalog__free_unpacked(catalog, NULL);
    return status;
}

static void
print_manual(void)
{
    puts(".TH NETCAPD 1 \"\" \"netcap " PACKAGE_VERSION "\"\n"
         ".SH NAME\nnetcapd \\- turn packets into typed audit records");
    argtable_man(&netcapd_table, stdout);
    puts(".SH \"EXIT STATUS\"\n"
         ".TP\n.B 0\nDone.\n"
         ".TP\n.B 1\nAn output could not be written, or another error at run time.\n"
         ".TP\n.B 2\nWrong options or configuration.\n"
         ".TP\n.B 3\nDone, but something could not be read or decoded: a damaged or truncated capture, "
         "an interrupted run, a packet that a plugin crashed on.\n"
         ".TP\n.B 4\nA plugin was refused.\n"
         ".SH SIGNALS\n"
         ".TP\n.B INT, TERM\nStop reading, decode and write what was read, leave; a second one drops "
         "what is not decoded yet.\n"
         ".TP\n.B USR1\nPrint the summary so far on standard error.\n"
         ".SH ENVIRONMENT\n"
         ".TP\n.B SOURCE_DATE_EPOCH\nThe time of creation in the files' headers, in seconds since 1970.\n"
         ".TP\n.B NO_COLOR\nNo colours.\n"
         ".SH \"SEE ALSO\"\n.BR netcap (1), .BR pcap-filter (7)");
}

/* A list or summary that went nowhere is no success. */
static int
finish(int status)
{
    if (!fflush(stdout) && !ferror(stdout))
        return status;
    say_error("standard output cannot be written: %s", strerror(errno));
    return status == STATUS_DONE ? STATUS_FAILED : status;
}

/* A standard stream that is closed would become the next file opened: a socket read as a capture. */
static void
open_standard_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int
main(int argc, char **argv)
{
    struct settings settings;
    int status = STATUS_DONE;

    open_standard_streams();
    say_setup("netcapd", 0);
    header_set_time();
    if (!settings_read(&settings, argc, argv)) {
        settings_free(&settings);
        return STATUS_USAGE;
    }
    say_setup("netcapd", settings.verbosity);
    if (settings.action == ACTION_HELP)
        argtable_help(&netcapd_table, stdout);
    else if (settings.action == ACTION_VERSION)
        printf("netcapd %s, %s\n", PACKAGE_VERSION, pcap_lib_version());
    else if (settings.action == ACTION_MAN)
        print_manual();
    else if (settings.action == ACTION_COMPLETION)
        argtable_completion("netcapd", (const struct argtable *const[]){ &netcapd_table }, 1, stdout);
    else
        status = start(&settings);
    settings_free(&settings);
    return finish(status);
}
