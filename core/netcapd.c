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
    const uint32_t n_batches = 2 * run_workers(s) + 2;
    struct shared *shared = shared_create(n_batches);
    Catalog__Catalog *catalog;
    char folder[PATH_MAX + 64] = "", sandbox[SANDBOX_TEXT];
    struct capture *capture = NULL;
    struct crew *crew;
    int status;

    if (!shared) {
        say_error("cannot map memory to be shared with %u workers: %s; %llu MiB are wanted: raise "
                  "the limit (ulimit -v) or lower --workers",
                  run_workers(s), strerror(errno),
                  (unsigned long long)(shared_wants(n_batches) >> 20));
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
      "An output could not be written, standard output too, or another error at run time: an "
      "interface that went away, less free space than --min-free asks for." },
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
    { NULL, "USR2, ALRM, PIPE", "Nothing." },
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
      "bytes), packets by outcome (each is in one of them), marked, noted, reasons (the first 512 "
      "of each outcome; reasons_left_out: packets with others), reassembly (see below), limits "
      "(reached: limit, count), switched_off (plugins), held_lost (what was under way at the end), "
      "warnings (the first 1000; warnings_left_out: how many more), older: files of an earlier run "
      "that are still there, and while it runs claimed: names that it may yet give to files. It is "
      "written at the start, when a live capture writes to its files, before they get their names, "
      "and at the end." },
    { NULL, "run.json: reassembly",
      "Of what came in pieces: fragments (fragments_repeated brought nothing new, "
      "fragments_overlapping had bytes of others too), datagrams put together, "
      "datagrams_incomplete (not in time), "
      "datagrams_evicted (for lack of room), datagrams_contradictory. Of both: wrong_checksums "
      "(passed over), checksums_left_to_card (not right, and taken; "
      "segments_merged_by_card: longer than a frame). Of streams: connections, conversations of "
      "datagrams that a plugin reads, "
      "expected_forgotten (that plugins expected: too many), evicted (ended early: too many), "
      "unread (by any plugin), refused (times that bytes were none of their protocol), no_memory "
      "(segments or sides given up), segments (segments_out_of_order, segments_repeated, "
      "segments_overlapping), and passed over: segments_outside (any window), resets_not_believed, "
      "openings_not_believed (SYNs for a connection that stands); gaps, and bytes_missing in "
      "them." },
    { NULL, "*.part",
      "What any of these is called while it grows. A run that fails leaves them, readable to their "
      "end; --overwrite removes those that its run.json lists, and replaces those that it writes "
      "itself." },
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

int
main(int argc, char **argv)
{
    struct settings settings;
    int status = STATUS_DONE;

    signals_catch(); /* before this nothing is made that could be lost */
    say_streams();
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
    return say_printed(status, false);
}
