/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd's options: one table for the command line, the ini file, help, manual and completion. */
#include "settings/settings.h"
#include "base/parse.h"
#include "base/say.h"
#include "settings/ini.h"
#include "shared/shared.h"

#include <stdlib.h>
#include <string.h>

enum option {
    OPT_READ, OPT_INTERFACE, OPT_FILTER, OPT_SNAPLEN, OPT_PROMISCUOUS,
    OPT_OUT, OPT_COMPRESS, OPT_CONTEXT, OPT_UNKNOWN, OPT_ERRORS, OPT_NO_UNKNOWN, OPT_NO_ERRORS,
    OPT_INCLUDE, OPT_EXCLUDE, OPT_PLUGINS, OPT_LIST, OPT_DUMP,
    OPT_CONFIG, OPT_SET, OPT_PRINT_CONFIG, OPT_WORKERS, OPT_ISOLATION,
    OPT_FRAGMENT_OVERLAP, OPT_FRAGMENT_TIMEOUT, OPT_FRAGMENT_MEMORY, OPT_MAX_DATAGRAMS,
    OPT_STREAM_OVERLAP, OPT_STREAM_TIMEOUT, OPT_STREAM_MEMORY, OPT_STREAM_BUFFER, OPT_MAX_STREAMS, OPT_GAP_WAIT,
    OPT_QUIET, OPT_VERBOSE, OPT_HELP, OPT_VERSION, OPT_MAN, OPT_COMPLETION,
};

static const struct arg_row rows[] = {
    { OPT_READ, 'r', "read", "FILE", NULL, "Input",
      "read packets from a capture file, a folder of them, or - for standard input; may be repeated", NULL },
    { OPT_INTERFACE, 'i', "interface", "NAME", NULL, NULL, "capture from an interface until interrupted", NULL },
    { OPT_FILTER, 'f', "filter", "EXPRESSION", NULL, NULL, "only packets that match, as pcap-filter(7) has it", "filter" },
    { OPT_SNAPLEN, 's', "snaplen", "BYTES", NULL, NULL, "live: bytes kept of each packet, 64 to 262144", "snaplen" },
    { OPT_PROMISCUOUS, 0, "promiscuous", "on|off", "on off", NULL, "live: also packets for other hosts", "promiscuous" },

    { OPT_OUT, 'o', "out", "FOLDER", NULL, "Output", "where the records go, one file per type; made if missing", "out" },
    { OPT_COMPRESS, 0, "compress", "gzip|none", "gzip none", NULL, "TYPE.ncap.gz, or TYPE.ncap as it is", "compress" },
    { OPT_CONTEXT, 0, "context", "on|off", "on off", NULL, "addresses and ports of the enclosing headers in each record", "context" },
    { OPT_UNKNOWN, 0, "unknown", "on|off", "on off", NULL, "unknown.pcap: packets with a protocol that no plugin decodes", "unknown" },
    { OPT_ERRORS, 0, "errors", "on|off", "on off", NULL, "errors.pcap: packets that a plugin refused or crashed on", "errors" },
    { OPT_NO_UNKNOWN, 0, "no-unknown", NULL, NULL, NULL, "the same as --unknown=off", NULL },
    { OPT_NO_ERRORS, 0, "no-errors", NULL, NULL, NULL, "the same as --errors=off", NULL },

    { OPT_INCLUDE, 0, "include", "NAME,...", NULL, "Record types", "write only these; what lies inside others is still found", "include" },
    { OPT_EXCLUDE, 0, "exclude", "NAME,...", NULL, NULL, "do not write these", "exclude" },

    { OPT_PLUGINS, 'p', "plugins", "FOLDER", NULL, "Plugins", "load plugins from here instead of the installed ones", "plugins" },
    { OPT_LIST, 0, "list-plugins", NULL, NULL, NULL, "list the plugins and leave", NULL },
    { OPT_DUMP, 0, "dump-plugin", "FILE", NULL, NULL, "tell all about one plugin and leave", NULL },

    { OPT_CONFIG, 'c', "config", "FILE", NULL, "Configuration", "read settings from an ini file; the command line goes first", NULL },
    { OPT_SET, 0, "set", "NAME.KEY=VALUE", NULL, NULL, "one setting of the ini file, as TCP.payload=on; may be repeated", NULL },
    { OPT_PRINT_CONFIG, 0, "print-config", NULL, NULL, NULL, "print the complete default ini file and leave", NULL },

    { OPT_WORKERS, 'w', "workers", "N", NULL, "Running", "processes that decode, 1 to 64; 0 for one on each processor", "workers" },
    { OPT_ISOLATION, 0, "isolation", "process|none", "process none", NULL,
      "none: decode in threads of this process, for debugging", "isolation" },

    { OPT_FRAGMENT_OVERLAP, 0, "fragment-overlap", "first|last|discard", "first last discard", "Reassembly",
      "whose bytes count where fragments overlap, unless their protocol discards them all", "fragment_overlap" },
    { OPT_FRAGMENT_TIMEOUT, 0, "fragment-timeout", "SECONDS", NULL, NULL, "how long a datagram waits for its fragments", "fragment_timeout" },
    { OPT_FRAGMENT_MEMORY, 0, "fragment-memory", "MIB", NULL, NULL, "memory for fragments that wait", "fragment_memory" },
    { OPT_MAX_DATAGRAMS, 0, "max-datagrams", "N", NULL, NULL, "datagrams that wait at a time", "max_datagrams" },
    { OPT_STREAM_OVERLAP, 0, "stream-overlap", "first|last", "first last", NULL,
      "whose bytes count where segments overlap", "stream_overlap" },
    { OPT_STREAM_TIMEOUT, 0, "stream-timeout", "SECONDS", NULL, NULL, "a connection without a segment for so long is over", "stream_timeout" },
    { OPT_STREAM_MEMORY, 0, "stream-memory", "MIB", NULL, NULL, "memory for segments out of order and messages not complete", "stream_memory" },
    { OPT_STREAM_BUFFER, 0, "stream-buffer", "KIB", NULL, NULL, "of which one side of a connection may take so much", "stream_buffer" },
    { OPT_MAX_STREAMS, 0, "max-streams", "N", NULL, NULL, "connections followed at a time", "max_streams" },
    { OPT_GAP_WAIT, 0, "gap-wait", "MILLISECONDS", NULL, NULL,
      "how long lost bytes are waited for that the other side acknowledged", "gap_wait" },

    { OPT_QUIET, 'q', "quiet", NULL, NULL, "Messages", "errors only: no progress, no summary", NULL },
    { OPT_VERBOSE, 'v', "verbose", NULL, NULL, NULL, "say more", NULL },
    { OPT_HELP, 'h', "help", NULL, NULL, NULL, "show this help and leave", NULL },
    { OPT_VERSION, 0, "version", NULL, NULL, NULL, "show the version and leave", NULL },
    { OPT_MAN, 0, "man", NULL, NULL, NULL, "print the manual page and leave", NULL },
    { OPT_COMPLETION, 0, "completion", NULL, NULL, NULL, "print a completion for bash and leave", NULL },
};

const struct argtable netcapd_table = {
    .command = "netcapd",
    .operands = "[FILE...]",
    .about = "Turn packets into typed audit records, one file per record type.",
    .rows = rows,
    .count = sizeof rows / sizeof rows[0],
};

static const char *const initial[] = {
    [OPT_FILTER] = "", [OPT_SNAPLEN] = "262144", [OPT_PROMISCUOUS] = "on", [OPT_OUT] = ".",
    [OPT_COMPRESS] = "gzip", [OPT_CONTEXT] = "on", [OPT_UNKNOWN] = "on", [OPT_ERRORS] = "on",
    [OPT_INCLUDE] = "", [OPT_EXCLUDE] = "", [OPT_PLUGINS] = "", [OPT_WORKERS] = "0",
    [OPT_ISOLATION] = "process", [OPT_FRAGMENT_OVERLAP] = "first", [OPT_FRAGMENT_TIMEOUT] = "30",
    [OPT_FRAGMENT_MEMORY] = "32", [OPT_MAX_DATAGRAMS] = "16384", [OPT_STREAM_OVERLAP] = "first",
    [OPT_STREAM_TIMEOUT] = "300", [OPT_STREAM_MEMORY] = "64", [OPT_STREAM_BUFFER] = "256",
    [OPT_MAX_STREAMS] = "200000", [OPT_GAP_WAIT] = "500",
};

static const char *
take_switch(bool *to, const char *value)
{
    return parse_switch(value, to) ? NULL : "expected on or off";
}

static const char *
take_choice(bool *to, const char *value, const char *yes, const char *no, const char *expected)
{
    *to = strcmp(value, yes) == 0;
    return *to || strcmp(value, no) == 0 ? NULL : expected;
}

static const char *
take_text(char **to, const char *value)
{
    free(*to);
    *to = strdup(value);
    return *to ? NULL : "out of memory";
}

static const char *
add_input(struct settings *s, const char *value)
{
    const char **longer = realloc(s->inputs.text, (s->inputs.n + 1) * sizeof *longer);

    if (!longer)
        return "out of memory";
    s->inputs.text = longer;
    s->inputs.text[s->inputs.n++] = value;
    return NULL;
}

static const char *
take_action(struct settings *s, enum action action)
{
    s->action = action;
    return NULL;
}

static const char *
ini_key(int id)
{
    for (size_t i = 0; i < netcapd_table.count; i++)
        if (rows[i].id == id && rows[i].ini)
            return rows[i].ini;
    return "";
}

/* Settings that the ini file knows too. */
static const char *
take_setting(struct settings *s, int id, const char *value)
{
    switch (id) {
    case OPT_FILTER:      return take_text(&s->filter, value);
    case OPT_PROMISCUOUS: return take_switch(&s->promiscuous, value);
    case OPT_OUT:         return *value ? take_text(&s->out, value) : "expected a folder";
    case OPT_CONTEXT:     return take_switch(&s->context, value);
    case OPT_UNKNOWN:     return take_switch(&s->unknown, value);
    case OPT_ERRORS:      return take_switch(&s->errors, value);
    case OPT_INCLUDE:     return take_text(&s->include, value);
    case OPT_EXCLUDE:     return take_text(&s->exclude, value);
    case OPT_PLUGINS:     return take_text(&s->plugins, value);
    case OPT_COMPRESS:
        return take_choice(&s->gzip, value, "gzip", "none", "expected gzip or none");
    case OPT_ISOLATION:
        return take_choice(&s->isolated, value, "process", "none", "expected process or none");
    case OPT_SNAPLEN:
        return parse_number(value, 64, PACKET_MAX, &s->snaplen) ? NULL : "expected 64 to 262144 bytes";
    case OPT_WORKERS:
        return parse_number(value, 0, WORKERS_MAX, &s->workers) ? NULL : "expected a number from 0 to 64";
    default:
        return limits_take(&s->limits, ini_key(id), value);
    }
}

static const char *
take_key(struct settings *s, const char *key, const char *value)
{
    for (size_t i = 0; i < netcapd_table.count; i++)
        if (rows[i].ini && strcmp(rows[i].ini, key) == 0)
            return take_setting(s, rows[i].id, value);
    return "unknown key: expected one of those that --print-config lists";
}

static void
add_entry(struct settings *s, const char *section, const char *key, const char *value,
          const char *where)
{
    struct ini_entry *longer = realloc(s->entries, (s->n_entries + 1) * sizeof *longer);

    if (!longer)
        abort(); /* a few bytes at start: nothing sensible is left to do */
    s->entries = longer;
    s->entries[s->n_entries++] =
        (struct ini_entry){ strdup(section), strdup(key), strdup(value), strdup(where) };
}

/* One setting of the ini file: netcapd's at once, those of plugins when the plugins are known. */
static bool
take_entry(void *context, const char *section, const char *key, const char *value, const char *where)
{
    struct settings *s = context;
    const char *expected = NULL;

    if (!*section) {
        say_error("%s: %s: stands before the first section: expected [netcapd] or [NAME] above it", where, key);
        return false;
    }
    if (strcmp(section, "netcapd") != 0)
        add_entry(s, section, key, value, where);
    else if ((expected = take_key(s, key, value)))
        say_error("%s: [netcapd] %s = %s: %s", where, key, value, expected);
    return !expected;
}

/* "Name.key=value". */
static const char *
take_set(struct settings *s, const char *value)
{
    const char *dot = strchr(value, '.'), *equals = dot ? strchr(dot, '=') : NULL, *problem = NULL;
    char *section, *key;

    if (!equals || dot == value || equals == dot + 1)
        return "expected NAME.KEY=VALUE, as TCP.payload=on";
    section = strndup(value, (size_t)(dot - value));
    key = strndup(dot + 1, (size_t)(equals - dot - 1));
    if (!section || !key)
        problem = "out of memory";
    else if (strcmp(section, "netcapd") == 0)
        problem = take_key(s, key, equals + 1);
    else
        add_entry(s, section, key, equals + 1, "--set");
    free(section);
    free(key);
    return problem;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct settings *s = context;

    switch (row->id) {
    case OPT_READ:         return add_input(s, value);
    case OPT_INTERFACE:    return take_text(&s->interface, value);
    case OPT_NO_UNKNOWN:   s->unknown = false; return NULL;
    case OPT_NO_ERRORS:    s->errors = false; return NULL;
    case OPT_LIST:         return take_action(s, ACTION_LIST);
    case OPT_DUMP:         s->action = ACTION_DUMP; return take_text(&s->dump_plugin, value);
    case OPT_CONFIG:       return NULL; /* read before all others */
    case OPT_SET:          return take_set(s, value);
    case OPT_PRINT_CONFIG: return take_action(s, ACTION_PRINT_CONFIG);
    case OPT_QUIET:        s->verbosity = -1; return NULL;
    case OPT_VERBOSE:      s->verbosity = 1; return NULL;
    case OPT_HELP:         return take_action(s, ACTION_HELP);
    case OPT_VERSION:      return take_action(s, ACTION_VERSION);
    case OPT_MAN:          return take_action(s, ACTION_MAN);
    case OPT_COMPLETION:   return take_action(s, ACTION_COMPLETION);
    default:               return take_setting(s, row->id, value);
    }
}

/* The first pass over the command line: only which ini file to read. */
static const char *
take_config(void *context, const struct arg_row *row, const char *value)
{
    struct settings *s = context;

    return row->id == OPT_CONFIG ? take_text(&s->config, value) : NULL;
}

static bool
set_defaults(struct settings *s)
{
    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < netcapd_table.count; i++)
        if (rows[i].ini && take_setting(s, rows[i].id, initial[rows[i].id]))
            return false;
    return true;
}

/* Both passes see the arguments in their first order: parsing moves operands to the front. */
static int
parse(struct settings *s, int argc, char **argv, argtable_take *take, char ***operands)
{
    char **copy = calloc((size_t)argc + 1, sizeof *copy);
    int n;

    if (!copy)
        return -1;
    memcpy(copy, argv, (size_t)argc * sizeof *copy);
    n = argtable_parse(&netcapd_table, argc, copy, take, s);
    *operands = copy;
    return n;
}

bool
settings_read(struct settings *s, int argc, char **argv)
{
    char **operands = NULL;
    int n;

    if (!set_defaults(s))
        return false;
    n = parse(s, argc, argv, take_config, &operands);
    free(operands);
    if (n < 0 || (s->config && !ini_read(s->config, take_entry, s)))
        return false;
    operands = NULL;
    n = parse(s, argc, argv, take_option, &operands);
    for (int i = 0; i < n; i++)
        add_input(s, operands[i]);
    free(operands);
    if (n < 0)
        return false;
    if (s->interface && s->inputs.n) {
        say_error("both --interface and a file to read: choose one; see 'netcapd --help'");
        return false;
    }
    if (s->action == ACTION_RUN && !s->interface && !s->inputs.n) {
        say_error("nothing to read: give --read=FILE or --interface=NAME; see 'netcapd --help'");
        return false;
    }
    s->capture = (struct capture_options){
        .inputs = s->inputs.text, .n_inputs = s->inputs.n, .interface = s->interface,
        .filter = *s->filter ? s->filter : NULL, .snaplen = (unsigned)s->snaplen,
        .promiscuous = s->promiscuous,
    };
    return true;
}

void
settings_free(struct settings *s)
{
    for (size_t i = 0; i < s->n_entries; i++) {
        free(s->entries[i].section);
        free(s->entries[i].key);
        free(s->entries[i].value);
        free(s->entries[i].where);
    }
    free(s->entries);
    free(s->inputs.text);
    free(s->out);
    free(s->plugins);
    free(s->dump_plugin);
    free(s->include);
    free(s->exclude);
    free(s->config);
    free(s->filter);
    free(s->interface);
}

void
settings_print_program(FILE *to)
{
    fprintf(to, "# netcapd's settings; the command line goes before them.\n\n[netcapd]\n");
    for (size_t i = 0; i < netcapd_table.count; i++)
        if (rows[i].ini)
            fprintf(to, "# %s\n%s = %s\n", rows[i].help, rows[i].ini, initial[rows[i].id]);
}

size_t
settings_changed_program(const struct settings *s, char **to, size_t max)
{
    const char *const values[] = {
        [OPT_FILTER] = s->filter, [OPT_CONTEXT] = s->context ? "on" : "off",
        [OPT_INCLUDE] = s->include, [OPT_EXCLUDE] = s->exclude,
    };
    char number[32];
    size_t n = 0;

    for (size_t i = 0; i < netcapd_table.count && n < max; i++) {
        size_t id = (size_t)rows[i].id;
        const char *value = id < sizeof values / sizeof values[0] ? values[id] : NULL;

        if (!value && rows[i].ini)
            value = limits_text(&s->limits, rows[i].ini, number, sizeof number);
        if (rows[i].ini && value && strcmp(value, initial[id]) != 0 &&
            asprintf(&to[n], "netcapd.%s=%s", rows[i].ini, value) >= 0)
            n++;
    }
    return n;
}
