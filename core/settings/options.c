/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/options.h"

#include "base/memory.h"
#include "base/say.h"
#include "settings/binding.h"
#include "settings/format_options.h"
#include "settings/option_entries.h"
#include "settings/option_habits.h"
#include "settings/option_row.h"
#include "settings/option_values.h"
#include "shared/shared.h"

#include <stdlib.h>
#include <string.h>

#define YEAR 31536000
#define SECOND UINT64_C(1000000000)
#define MILLISECOND (SECOND / 1000)

/* NULL when netcapd's section has no such key. */
static const struct arg_row *
find_key(const char *key)
{
    for (size_t i = 0; i < netcapd_table.count; i++) {
        const struct arg_row *row = &netcapd_table.rows[i];

        if (row->setting->ini && strcmp(row->setting->ini, key) == 0)
            return row;
    }
    return NULL;
}

static const char *
take_key(struct settings *s, const char *key, const char *value)
{
    const struct arg_row *row = find_key(key);

    return row ? binding_take(row, s, value) : binding_unknown(&netcapd_table, key);
}

bool
options_take_entry(void *context, const char *section, const char *key, const char *value,
           const char *where)
{
    struct settings *s = context;
    const char *expected = NULL;

    if (!*section) {
        say_error("%s: %s: stands before the first section: expected [netcapd] or [NAME] above it",
                  where, key);
        return false;
    }
    if (strcmp(section, "netcapd") != 0)
        entries_add(s, section, key, value, where);
    else if ((expected = take_key(s, key, value)))
        say_error("%s: [netcapd] %s = %s: %s", where, key, value, expected);
    return !expected;
}

/* Keys of plugins, and options that may be given several times. */
static bool
adds_up(const char *section, const char *key)
{
    const struct arg_row *row = strcmp(section, "netcapd") == 0 ? find_key(key) : NULL;

    return row ? row->setting->several : strcmp(key, "on") == 0;
}

/* "Name.key=value". */
static const char *
take_set(void *settings, const char *value)
{
    struct settings *s = settings;
    const char *dot = strchr(value, '.'), *equals = dot ? strchr(dot, '=') : NULL, *problem = NULL;
    char *section, *key;

    if (!equals || dot == value || equals == dot + 1)
        return "expected NAME.KEY=VALUE, as TCP.payload=on";
    section = need_text("%.*s", (int)(dot - value), value);
    key = need_text("%.*s", (int)(equals - dot - 1), dot + 1);
    if (entries_are_told(s, section, key) && !adds_up(section, key))
        problem = "it was set before: expected each setting once";
    else if (strcmp(section, "netcapd") == 0)
        problem = take_key(s, key, equals + 1);
    else
        entries_add(s, section, key, equals + 1, "--set");
    free(section);
    free(key);
    return problem;
}

/* Of a run.json that anybody may have written. */
static const char *
take_reported(void *settings, const char *value)
{
    static const char own[] = "netcapd.";
    char *key = need_text("%.*s", (int)strcspn(value, "="), value);
    const char *wrong = NULL;

    if (strncmp(key, own, sizeof own - 1) == 0)
        wrong = option_wrong_of_report(find_key(key + sizeof own - 1), value);
    free(key);
    return wrong ? wrong : take_set(settings, value);
}

/* Each option of netcapd, all that there is of it. */
static const struct arg_row rows[] = {
    { .letter = 'r', .name = "read", .value = "FILE", .group = "Input",
      .help = "read packets from a capture file, a folder of them, or - for standard input; "
              "may be repeated",
      OPTION_SEVERAL(CALL(option_input)) },
    { .name = "each",
      .help = "every capture a run of its own, in a folder of its own below --out, as many at a "
              "time as there are workers; given again it goes on where it stopped",
      SETTING("each", "off", SWITCH(each)) },
    { .name = "no-recurse", .help = "with --each: leave the folders within those that are named",
      SETTING("no_recurse", "off", SWITCH(no_recurse)) },
    { .letter = 'i', .name = "interface", .value = "NAME",
      .help = "capture from an interface until interrupted; may be repeated",
      OPTION_SEVERAL(CALL(option_interface)) },
    { .name = "list-interfaces", .help = "list the interfaces there are and leave",
      OPTION(ACTION(LIST_INTERFACES)) },
    { .letter = 'f', .name = "filter", .value = "EXPRESSION",
      .help = "only packets that match, as pcap-filter(7) has it",
      SETTING("filter", "", TEXT(filter), IN_HEADER) },
    { .letter = 's', .name = "snaplen", .value = "BYTES",
      .help = "live: bytes kept of each packet, 64 to 262144",
      SETTING("snaplen", "262144", NUMBER(snaplen, 64, PACKET_MAX, 1), IN_REPORT,
              .expected = "expected 64 to 262144 bytes") },
    { .name = "promiscuous", .value = "on|off", .choices = "on off",
      .help = "live: also packets for other hosts",
      SETTING("promiscuous", "on", SWITCH(promiscuous), IN_REPORT) },
    { .name = "from", .value = "TIME",
      .help = "only packets captured at this time or later: 2026-11-28T12:00:00Z, 2026-11-28, "
              "seconds since 1970, or +10s behind the first packet; others count as left out",
      SETTING("from", "", TEXT(from), IN_HEADER) },
    { .name = "to", .value = "TIME|URL",
      .help = "only packets captured before this time; a URL, which has a scheme before it, is "
              "where to send the records while they are written, and may be repeated",
      SETTING_SEVERAL("to", "", CALL(option_to), IN_HEADER, .text = option_to_text) },
    { .name = "packets", .value = "FIRST-LAST",
      .help = "only packets of these numbers, as the run reads and the filter takes them, from 1; "
              "either may be left out, and nothing is read behind LAST",
      SETTING("packets", "", TEXT(packets), IN_HEADER) },
    { .name = "count", .value = "N",
      .help = "only the first N packets that the filter takes and that are in range; 0: all",
      SETTING("count", "0", NUMBER(count, 0, UINT64_MAX, 1), IN_HEADER) },
    { .name = "duration", .value = "TIME",
      .help = "live: end after this time, as 90, 90s, 5m, 2h or 1d; 0: go on until interrupted",
      SETTING("duration", "0", TIME(duration, 0, YEAR * UINT64_C(1000))) },
    { .name = "unpack-max", .value = "SIZE",
      .help = "what a compressed capture may unpack to; more of it is left out, which counts as "
              "damage",
      SETTING("unpack_max", "4T", SIZE(unpack_max, 1), IN_HEADER) },
    { .name = "unpack-ratio", .value = "N",
      .help = "and how many times its own size, from 64 KiB on; real captures stay below 5000",
      SETTING("unpack_ratio", "10000", NUMBER(unpack_ratio, 1, UINT64_MAX, 1), IN_HEADER) },

    { .letter = 'o', .name = "out", .value = "FOLDER", .group = "Output",
      .help = "where the records go, one file per type; made if missing; without it STEM.netcap "
              "for a capture STEM.pcap, netcap-TIME for all else",
      SETTING("out", "", TEXT(out)) },
    { .name = "overwrite", .help = "replace the records that an earlier run left in the folder",
      SETTING("overwrite", "off", SWITCH(overwrite)) },
    { .name = "file-mode", .value = "OCTAL",
      .help = "who may read and write the files, less what the umask takes away; who may read them "
              "may enter a folder made for them",
      SETTING("file_mode", "0640", OCTAL(file_mode, 0600, 0777),
              .expected = "expected an octal number from 0600 to 0777, as 0640") },
    { .name = "format", .value = "FORMAT,...", .help = format_options_help,
      SETTING("format", "ncap", CALL(format_options_take), IN_REPORT,
              .text = format_options_text) },
    { .name = "compression", .value = COMPRESSIONS,
      .help = "of all but parquet, which has zstd inside: TYPE.ncap.gz, TYPE.csv.zst, or TYPE.ncap "
              "as it is; zstd has levels from 1 to 19, 3 if nothing is said",
      SETTING("compression", "gzip", CALL(format_options_compress), IN_REPORT,
              .text = format_options_compression) },
    { .name = "bytes", .value = "auto|hex|text|base64", .choices = "auto hex text base64",
      .help = STYLE_BYTES_HELP, SETTING("bytes", "auto", CHOICE(style.text.bytes), IN_REPORT) },
    { .name = "nested", .value = "dashes|json", .choices = "dashes json",
      .help = STYLE_NESTED_HELP,
      SETTING("nested", "dashes", CHOICE(style.text.nested), IN_REPORT) },
    { .name = "formulas", .value = "escape|keep", .choices = "escape keep",
      .help = STYLE_FORMULAS_HELP,
      SETTING("formulas", "escape", CHOICE(style.text.formulas), IN_REPORT) },
    { .name = "big-numbers", .value = "number|string", .choices = "number string",
      .help = STYLE_BIG_NUMBERS_HELP,
      SETTING("big_numbers", "number", CHOICE(style.text.big_numbers), IN_REPORT) },
    { .name = "utc", .help = "of text: " STYLE_UTC_HELP,
      SETTING("utc", "off", SWITCH(style.text.utc), IN_REPORT) },
    { .name = "time-unit", .value = "ns|us", .choices = "ns us",
      .help = "of parquet: times in nanoseconds, or in microseconds, which more programs read",
      SETTING("time_unit", "ns", CHOICE(style.time_unit), IN_REPORT) },
    { .name = "flush-interval", .value = "TIME",
      .help = "live: records are on disk this time after their packet came, 200ms to 1h",
      SETTING("flush_interval", "1s", TIME(flush_interval, 200, 3600000),
              .expected = "expected a time from 200ms to 1h") },
    { .name = "min-free", .value = "SIZE",
      .help = "end when less than this is free where the records go, as 500M or 2G; 0: never",
      SETTING("min_free", "0", SIZE(min_free, 0)) },
    { .name = "rotate-time", .value = "TIME",
      .help = "live, or with --read=-: another set of files at each full TIME of the wall clock, "
              "as 1h or 1d (UTC), TYPE-20261128T160000Z.ncap.gz; 0: never",
      SETTING("rotate_time", "0", TIME(rotate_time, 0, YEAR * UINT64_C(1000))) },
    { .name = "rotate-size", .value = "SIZE",
      .help = "another set once the files of one have this many bytes on disk together; 0: never",
      SETTING("rotate_size", "0", SIZE(rotate_size, 0)) },
    { .name = "rotate-records", .value = "N",
      .help = "another set once one has this many records, of all types together; 0: never",
      SETTING("rotate_records", "0", NUMBER(rotate_records, 0, UINT64_MAX, 1)) },
    { .name = "keep", .value = "N|SIZE|AGE,...",
      .help = "after each set, remove the oldest ones: all but N, as 24, those beyond SIZE, as "
              "20G, or AGE, as 7d; without it all stay",
      SETTING("keep", "", CALL(option_keep)) },
    { .name = "context", .value = "on|off", .choices = "on off",
      .help = "addresses and ports of the enclosing headers in each record",
      SETTING("context", "on", SWITCH(limits.dissect.context), IN_HEADER) },
    { .name = "packet-numbers", .value = "on|off", .choices = "on off",
      .help = "each record's Context says its packet and conversation, not only those of "
              "applications",
      SETTING("packet_numbers", "off", SWITCH(limits.dissect.packet_numbers), IN_HEADER) },
    { .name = "ignore-tags", .value = "on|off", .choices = "on off",
      .help = "a trunk's tags separate no conversations, and are no part of a ConnectionID: for "
              "captures where only one direction has them",
      SETTING("ignore_tags", "off", SWITCH(limits.dissect.ignores_tags), IN_HEADER) },
    { .name = "redact",
      .help = "leave out what authenticates, as passwords, credentials and the values of cookies: "
              "records have " NC_REDACTED " there; no unknown.pcapng.gz, no errors.pcapng.gz",
      SETTING("redact", "off", SWITCH(limits.dissect.redact), IN_HEADER) },
    { .name = "unknown", .value = "on|off", .choices = "on off",
      .help = "unknown.pcapng.gz: packets with a protocol that no plugin decodes",
      SETTING("unknown", "on", SWITCH(unknown), IN_REPORT) },
    { .name = "errors", .value = "on|off", .choices = "on off",
      .help = "errors.pcapng.gz: packets that a plugin refused, crashed on or called malformed",
      SETTING("errors", "on", SWITCH(errors), IN_REPORT) },
    { .name = "unknown-size", .value = "MIB",
      .help = "as many bytes of packets go to unknown.pcapng.gz, before compression; others are "
              "counted",
      SETTING("unknown_size", "256", NUMBER(unknown_size, 1, 1 << 20, 1 << 20), IN_REPORT) },
    { .name = "errors-size", .value = "MIB", .help = "the same of errors.pcapng.gz",
      SETTING("errors_size", "256", NUMBER(errors_size, 1, 1 << 20, 1 << 20), IN_REPORT) },
    { .name = "duplicates", .value = "on|off", .choices = "on off",
      .help = "count packets that were captured twice, for run.json",
      SETTING("duplicates", "on", SWITCH(limits.dissect.duplicates), IN_REPORT) },
    { .name = "input-sums", .value = "on|off", .choices = "on off",
      .help = "SHA-256 of each capture, for run.json",
      SETTING("input_sums", "on", SWITCH(input_sums)) },
    { .name = "source", .value = "TEXT",
      .help = "what the headers of files say that was read, in place of its names",
      SETTING("source", "", TEXT(source)) },
    { .name = "no-unknown", .help = "the same as --unknown=off", OPTION(OFF(unknown)) },
    { .name = "no-errors", .help = "the same as --errors=off", OPTION(OFF(errors)) },

    { .name = "include", .value = "NAME,...", .group = "Record types",
      .help = "write only these; what lies inside others is still found; may be repeated",
      SETTING_SEVERAL("include", "", CALL(option_include), .text = option_included, IN_HEADER) },
    { .name = "exclude", .value = "NAME,...", .help = "do not write these; may be repeated",
      SETTING_SEVERAL("exclude", "", CALL(option_exclude), .text = option_excluded, IN_HEADER) },

    { .letter = 'p', .name = "plugins", .value = "FOLDER", .group = "Plugins",
      .help = "load plugins from here too, and before those that are installed; may be repeated",
      SETTING_SEVERAL("plugins", "", CALL(option_plugins)) },
    { .name = "only-plugins", .help = "load none but those of --plugins, see FILES",
      SETTING("only_plugins", "off", SWITCH(only_plugins)) },
    { .name = "load-timeout", .value = "SECONDS", .help = "how long loading them all may take",
      SETTING("load_timeout", "60", NUMBER(load_timeout, 1, 3600, 1)) },
    { .name = "plugin-failures", .value = "N",
      .help = "switch a plugin off that has crashed or hung at so many packets; 0: never",
      SETTING("plugin_failures", "100", NUMBER(plugin_failures, 0, UINT32_MAX, 1), IN_REPORT) },
    { .name = "plugin-hangs", .value = "N",
      .help = "or has hung at so many, which takes 2 seconds each; 0: never",
      SETTING("plugin_hangs", "5", NUMBER(plugin_hangs, 0, UINT32_MAX, 1), IN_REPORT) },
    { .name = "list-plugins", .help = "list the plugins and leave", OPTION(ACTION(LIST)) },
    { .name = "dump-plugin", .value = "FILE", .help = "tell all about one plugin and leave",
      OPTION(CALL(option_dump)) },
    { .name = "print-header", .value = "TYPE",
      .help = "write what TYPE's files begin with, as 'netcap fields TYPE' reads it, and leave",
      OPTION(CALL(option_header)) },

    { .letter = 'c', .name = "config", .value = "FILE", .group = "Configuration",
      .help = "read settings from an ini file; the command line goes first",
      OPTION(TEXT(config)) },
    { .name = "set", .value = "NAME.KEY=VALUE",
      .help = "one setting of the ini file, as TCP.payload=on; may be repeated",
      OPTION_SEVERAL(CALL(take_set)) },
    { .name = "set-reported", .value = "NAME.KEY=VALUE",
      .help = "the same of a run.json that anybody may have written: refused unless it only "
              "changes records",
      OPTION_SEVERAL(CALL(take_reported)) },
    { .name = "print-config", .help = "print the complete default ini file and leave",
      OPTION(ACTION(PRINT_CONFIG)) },

    { .letter = 'w', .name = "workers", .value = "N", .group = "Running",
      .help = "processes that decode, 1 to 64; 0 for one on each processor",
      SETTING("workers", "0", NUMBER(workers, 0, WORKERS_MAX, 1)) },
    { .name = "isolation", .value = "process|none", .choices = "process none",
      .help = "none: decode in threads of this process, for debugging",
      SETTING("isolation", "process", FIRST(isolated)) },

    { .name = "sandbox", .value = "on|off", .choices = "on off",
      .help = "off: processes can do what their user can, for debugging; isolation=none has none",
      SETTING("sandbox", "on", SWITCH(sandbox)) },
    { .name = "require-sandbox",
      .help = "leave with status 1 where the kernel lacks a part of the sandbox",
      SETTING("require_sandbox", "off", SWITCH(require_sandbox)) },
    { .name = "user", .value = "NAME[:GROUP]",
      .help = "started as root: go on as this user; else as who called sudo, or nobody, or root "
              "without its rights over others where only root can reach the files; root keeps all",
      SETTING("user", "", TEXT(user)) },
    { .name = "send-options", .value = "OPTIONS",
      .help = "with --to=URL: options of 'netcap send', with blanks between, as "
              "'--cert=FILE --key=FILE --ca=FILE'",
      SETTING("send_options", "", TEXT(send_options)) },
    { .name = "metrics", .value = "[HOST:]PORT|unix:PATH",
      .help = "serve figures of the run as /metrics, for Prometheus; to this machine alone where "
              "no host is named",
      SETTING("metrics", "", CALL(option_metrics), .text = option_metrics_text) },

    { .name = "max-layers", .value = "N", .group = "Bounds of a packet",
      .help = "layers of one packet, 1 to 64",
      LIMIT("max_layers", "64", dissect.layers, NC_LAYERS_MAX, 1) },
    { .name = "max-tunnels", .value = "N", .help = "network layers within each other, 1 to 64",
      LIMIT("max_tunnels", "64", dissect.bounds.networks, NC_LAYERS_MAX, 1) },
    { .name = "max-elements", .value = "N",
      .help = "elements that all lists of one record may have together",
      LIMIT("max_elements", "100000", dissect.bounds.elements, 10000000, 1) },
    { .name = "packet-memory", .value = "MIB", .help = "memory for what one packet decodes to",
      LIMIT("packet_memory", "4", dissect.memory, 64, 1 << 20) },
    { .name = "record-size", .value = "KIB", .help = "the longest record, 1 to 1020",
      LIMIT("record_size", "1000", dissect.record, (RECORD_MAX - RECORD_ROOM) >> 10, 1 << 10) },
    { .name = "ticks", .value = "N",
      .help = "steps of work that one packet may cost, besides 8 for each of its bytes",
      LIMIT("ticks", "4096", dissect.bounds.ticks, 1000000000, 1) },

    { .name = "fragment-overlap", .value = "first|last|discard", .choices = "first last discard",
      .group = "Reassembly",
      .help = "whose bytes count where fragments overlap, unless their protocol discards them all",
      SETTING("fragment_overlap", "first", CHOICE(limits.defrag.overlap), IN_HEADER) },
    { .name = "fragment-timeout", .value = "SECONDS",
      .help = "how long a datagram waits for its fragments; 0: as its protocol says, 30 where it "
              "does not",
      SETTING("fragment_timeout", "0", NUMBER(limits.defrag.timeout, 0, YEAR, SECOND),
              IN_HEADER) },
    { .name = "fragment-memory", .value = "MIB", .help = "memory for fragments that wait",
      LIMIT("fragment_memory", "32", defrag.memory, 2048, 1 << 20) },
    { .name = "max-datagrams", .value = "N", .help = "datagrams that wait at a time",
      LIMIT("max_datagrams", "16384", defrag.datagrams, 1000000, 1) },
    { .name = "max-fragments", .value = "N", .help = "fragments of one datagram, 1 to 2048",
      LIMIT("max_fragments", "2048", defrag.fragments, DATAGRAM_FRAGMENTS, 1) },
    { .name = "checksums", .value = "auto|on|off", .choices = "auto on off",
      .help = "fragments and segments with a wrong checksum are passed over: auto: unless their "
              "sender leaves checksums to its network card; on: always; off: none is verified",
      SETTING("checksums", "auto", CHOICE(limits.dissect.checksums), IN_HEADER) },
    { .name = "stream-overlap", .value = "first|last", .choices = "first last",
      .help = "whose bytes count where segments overlap",
      SETTING("stream_overlap", "first", CHOICE(limits.streams.overlap), IN_HEADER) },
    { .name = "stream-timeout", .value = "SECONDS",
      .help = "a connection without a segment for so long is over",
      LIMIT("stream_timeout", "300", streams.idle_timeout, YEAR, SECOND) },
    { .name = "stream-memory", .value = "MIB",
      .help = "memory for segments out of order and messages not complete",
      LIMIT("stream_memory", "64", streams.memory, 8192, 1 << 20) },
    { .name = "stream-buffer", .value = "KIB",
      .help = "of which one side of a connection may take so much",
      LIMIT("stream_buffer", "1024", streams.side, 16384, 1 << 10) },
    { .name = "max-streams", .value = "N", .help = "connections followed at a time",
      LIMIT("max_streams", "200000", streams.connections, 4000000, 1) },
    { .name = "gap-wait", .value = "MILLISECONDS",
      .help = "how long lost bytes are waited for that the other side acknowledged",
      LIMIT("gap_wait", "500", streams.gap_wait, 3600000, MILLISECOND) },
    { .name = "closed-wait", .value = "SECONDS",
      .help = "how long a closed connection takes late packets; its bytes are not read again for "
              "four times as long",
      LIMIT("closed_wait", "60", streams.closed_wait, YEAR, SECOND) },

    { .letter = 'q', .name = "quiet", .group = "Messages",
      .help = "errors only: no progress, no summary",
      OPTION(VERBOSITY(-1)) },
    { .letter = 'v', .name = "verbose", .help = "say more",
      OPTION(VERBOSITY(1)) },
    { .letter = 'h', .name = "help", .help = "show this help and leave", OPTION(ACTION(HELP)) },
    { .name = "version", .help = "show the version and leave", OPTION(ACTION(VERSION)) },
    { .name = "man", .help = "print the manual page and leave", OPTION(ACTION(MAN)) },
    { .name = "man-ini", .help = "print the manual page of the ini file and leave",
      OPTION(ACTION(MAN_INI)) },
    { .name = "completion", .help = "print a completion for bash and leave",
      OPTION(ACTION(COMPLETION)) },
    { .name = "completion-zsh", .help = "the same for zsh", OPTION(ACTION(COMPLETION_ZSH)) },
    { .name = "completion-fish", .help = "and for fish", OPTION(ACTION(COMPLETION_FISH)) },
};

const struct argtable netcapd_table = {
    .command = "netcapd",
    .operands = "[FILE...]",
    .about = "Turn packets into typed audit records, one file per record type.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
    .habits = option_habits,
};
