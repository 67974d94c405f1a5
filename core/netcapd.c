/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd: packets in, typed audit records out. */
#include "config.h"

#include "base/argtable_print.h"
#include "base/say.h"
#include "dissect/catalog.h"
#include "output/header.h"
#include "run/claim.h"
#include "run/rights.h"
#include "run/run.h"
#include "run/signals.h"
#include "sandbox/sandbox.h"
#include "settings/options.h"
#include "settings/plugin_folder.h"
#include "settings/resolve.h"
#include "settings/show.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pcap/pcap.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int
with_plugins(const struct settings *s, struct shared *shared, struct crew *crew,
             const Catalog__Catalog *catalog, struct capture *capture)
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
    status = run_capture(s, shared, crew, catalog, resolved, capture);
    catalog__settings__free_unpacked(resolved, NULL);
    return status;
}

/* The supervisor gives up what root can do when all is open.  With plugins beside it that is before
 * they are loaded. */
static int
settle_first(const struct settings *s, struct capture **capture)
{
    int status = STATUS_DONE;

    if (s->isolated)
        return STATUS_DONE;
    if (s->action == ACTION_RUN && s->interface &&
        !(*capture = capture_open(&s->capture, &status)))
        return status;
    return rights_settle(s) ? STATUS_DONE : STATUS_FAILED;
}

static int
start(const struct settings *s)
{
    struct shared *shared = shared_create(2 * run_workers(s) + 2);
    Catalog__Catalog *catalog;
    char folder[PATH_MAX + 64] = "", sandbox[SANDBOX_TEXT];
    struct capture *capture = NULL;
    struct crew *crew;
    int status;

    if (!shared) {
        say_error("cannot set up the memory shared with the workers");
        return STATUS_FAILED;
    }
    if (s->action != ACTION_DUMP && !plugin_folder(s->plugins, folder, sizeof folder))
        return STATUS_REFUSED;
    status = rights_choose(s, s->action == ACTION_DUMP ? s->dump_plugin : folder);
    if (status == STATUS_DONE)
        status = sandbox_setup(s->sandbox && s->isolated, s->require_sandbox);
    if (status == STATUS_DONE)
        status = settle_first(s, &capture);
    if (status != STATUS_DONE) {
        capture_close(capture);
        return status;
    }
    say_detail("sandbox: %s; as %s", sandbox_text(sandbox), rights_name());
    crew = crew_create(shared,
                       &(struct crew_options){ .folder = folder,
                                               .file = s->action == ACTION_DUMP ? s->dump_plugin
                                                                                : NULL,
                                               .isolated = s->isolated,
                                               .load_seconds = (uint32_t)s->load_timeout },
                       &catalog, &status);
    if (crew) {
        status = with_plugins(s, shared, crew, catalog, capture);
        crew_destroy(crew);
        catalog__catalog__free_unpacked(catalog, NULL);
    }
    capture_close(capture);
    return status;
}

static const struct manual_row manual[] = {
    { "EXIT STATUS", "0", "Done." },
    { NULL, "1",
      "An output could not be written, or another error at run time: an interface that went away, "
      "less free space than --min-free asks for." },
    { NULL, "2",
      "Wrong options or configuration; a folder that holds records, is another run's, or has in "
      "it what is read, under the name of a file to be written." },
    { NULL, "3",
      "Done, but something could not be read or decoded: a damaged or truncated capture, an "
      "interrupted run, a packet that a plugin crashed on, packets that a live capture dropped." },
    { NULL, "4", "A plugin was refused." },
    { "SIGNALS", "INT, TERM, HUP",
      "Stop reading, decode and write what was read, leave; a second one drops what is not decoded "
      "yet. Of a live capture, what the kernel had received by then is still read. A HUP that is "
      "ignored at the start, as nohup(1) has it, stays ignored." },
    { NULL, "USR1", "Print the summary so far on standard error." },
    { "PRIVILEGES", NULL,
      "Started as root, it opens the interface, makes the folder, and goes on as somebody else for "
      "good; see --user and netcap-security(7). An ordinary user captures after 'setcap "
      "cap_net_raw=ep' of the installed program." },
    { "ENVIRONMENT", "SOURCE_DATE_EPOCH",
      "The time of creation in the files' headers, and all other times that are written, in "
      "seconds "
      "since 1970." },
    { NULL, "NO_COLOR", "No colours." },
    { "FILES", "TYPE.ncap.gz",
      "The records of one type, in the folder that --out names; none when there are none. "
      "TYPE.ncap with --compress=none." },
    { NULL, "unknown.pcapng.gz", "Packets with a protocol that no plugin decodes." },
    { NULL, "errors.pcapng.gz",
      "Packets that a plugin refused, crashed on or called malformed; the comment of each says "
      "which one, and why." },
    { NULL, "run.json",
      "What the run was, for programs: format (1), program, status (running, done, partial, "
      "failed), exit_status, started, ended, sources, files (name, type, records or packets, "
      "bytes), packets by outcome (each is in one of them), marked, noted, reasons, "
      "switched_off (plugins), warnings, and older: files of an earlier run that are still there. "
      "It is written at the start, when a live capture writes to its files, and at the end." },
    { NULL, "*.part",
      "What any of these is called while it grows. A run that fails leaves them, readable to their "
      "end." },
    { NULL, ".netcapd.lock",
      "Makes sure that a folder is one run's; a run that is killed leaves it, and it locks nothing "
      "then." },
    { NULL, PLUGINDIR, "The plugins, where --plugins says nothing else." },
    { "EXAMPLES", "netcapd -r traffic.pcap -o out",
      "A capture into records: one file per type in out." },
    { NULL, "netcapd -r monday -r tuesday.pcapng.zst -o out",
      "The captures of a folder in the order of their names, then a compressed one." },
    { NULL, "netcapd -r traffic.pcap --overwrite",
      "Records in traffic.netcap, in place of those that an earlier run left there." },
    { NULL, "ssh sensor tcpdump -w - | netcapd -r - -o out", "Packets from standard input." },
    { NULL, "netcapd -i eth0 --filter='udp port 53' -o out",
      "What an interface sees, until Ctrl-C." },
    { NULL, "netcapd --include=TCP --set=TCP.payload=on -r traffic.pcap -o out",
      "Records of TCP only, with their payload." },
    { NULL, "netcapd --print-config > netcap.ini",
      "All settings there are, to be changed and given by --config=netcap.ini." },
    { "SEE ALSO", NULL, "netcap(1), netcap-security(7), pcap-filter(7)" },
};

static void
print_version(void)
{
    char sandbox[SANDBOX_TEXT];

    sandbox_setup(true, false);
    printf("netcapd %s, %s; sandbox: %s\n", PACKAGE_VERSION, pcap_lib_version(),
           sandbox_text(sandbox));
}

static void
print_manual(void)
{
    static const struct argtable *const table = &netcapd_table;

    argtable_manual(&(struct manual){ "netcapd", PACKAGE_VERSION,
                                      "turn packets into typed audit records", &table, 1, manual,
                                      sizeof manual / sizeof *manual },
                    stdout);
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

    signals_catch();
    open_standard_streams();
    say_setup("netcapd", 0);
    header_set_time();
    if (!settings_read(&settings, argc, argv)) {
        settings_free(&settings);
        return STATUS_USAGE;
    }
    say_setup("netcapd", settings.verbosity);
    claim_name(&settings);
    if (settings.action == ACTION_HELP)
        argtable_help(&netcapd_table, stdout);
    else if (settings.action == ACTION_VERSION)
        print_version();
    else if (settings.action == ACTION_MAN)
        print_manual();
    else if (settings.action == ACTION_COMPLETION)
        argtable_completion("netcapd", (const struct argtable *const[]){ &netcapd_table }, 1,
                            stdout);
    else
        status = start(&settings);
    settings_free(&settings);
    return say_printed(status);
}
