/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd: packets in, typed audit records out. */
#include "config.h"

#include "base/say.h"
#include "dissect/catalog.h"
#include "output/header.h"
#include "run/run.h"
#include "settings/plugin_folder.h"
#include "settings/resolve.h"
#include "settings/show.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <string.h>
#include <unistd.h>

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
    status = run_capture(s, shared, crew, catalog, resolved);
    catalog__settings__free_unpacked(resolved, NULL);
    return status;
}

static int
start(const struct settings *s)
{
    struct shared *shared = shared_create(2 * run_workers(s) + 2);
    Catalog__Catalog *catalog;
    char folder[PATH_MAX + 64] = "";
    struct crew *crew;
    int status;

    if (!shared) {
        say_error("cannot set up the memory shared with the workers");
        return STATUS_FAILED;
    }
    if (s->action != ACTION_DUMP && !plugin_folder(s->plugins, folder, sizeof folder))
        return STATUS_REFUSED;
    crew = crew_create(shared, folder, s->action == ACTION_DUMP ? s->dump_plugin : NULL,
                       s->isolated, &catalog, &status);
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

/* A standard stream that is closed would become the next file opened: a socket, say, which is then
 * read as a capture. */
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
        argtable_completion("netcapd", (const struct argtable *const[]){ &netcapd_table }, 1,
                            stdout);
    else
        status = start(&settings);
    settings_free(&settings);
    return finish(status);
}
