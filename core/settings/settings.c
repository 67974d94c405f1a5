/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/settings.h"

#include "base/memory.h"
#include "base/say.h"
#include "settings/binding.h"
#include "settings/ini.h"
#include "settings/option_values.h"
#include "settings/options.h"

#include <stdlib.h>
#include <string.h>

/* The command line being gone through. */
struct command_line {
    struct settings *settings;
    bool *seen; /* by row */
};

/* Values that add up begin with the command line's first: it goes before the ini file. */
static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct command_line *line = context;
    bool *seen = &line->seen[row - netcapd_table.rows];

    if (row->setting->several && row->setting->ini && !*seen)
        binding_take(row, line->settings, "");
    *seen = true;
    return binding_take(row, line->settings, value);
}

/* The first pass over the command line: only which ini file to read. */
static const char *
take_config(void *context, const struct arg_row *row, const char *value)
{
    struct command_line *line = context;

    return strcmp(row->name, "config") == 0 ? binding_take(row, line->settings, value) : NULL;
}

static bool
set_defaults(struct settings *s)
{
    const struct arg_row *row = netcapd_table.rows;

    memset(s, 0, sizeof *s);
    for (size_t i = 0; i < netcapd_table.count; i++)
        if (row[i].setting->ini && binding_take(&row[i], s, row[i].setting->initial))
            return false;
    return true;
}

/* Both passes see the arguments in their first order: parsing moves operands to the front. */
static int
parse(struct settings *s, int argc, char **argv, argtable_take *take, char ***operands)
{
    char **copy = need((size_t)argc + 1, sizeof *copy);
    struct command_line line = { s, need(netcapd_table.count, sizeof *line.seen) };
    int n;

    memcpy(copy, argv, (size_t)argc * sizeof *copy);
    n = argtable_parse(&netcapd_table, argc, copy, take, &line);
    free(line.seen);
    *operands = copy;
    return n;
}

/* Whether there is something to read, and one thing only. */
static bool
has_source(const struct settings *s)
{
    if (s->interfaces.n && s->inputs.n) {
        say_error("both --interface and a file to read: choose one; see 'netcapd --help'");
        return false;
    }
    if (s->action == ACTION_RUN && s->duration && !s->interfaces.n) {
        say_error("--duration is for live captures: give --interface=NAME, or for files --count=N");
        return false;
    }
    if (s->action == ACTION_RUN && !s->interfaces.n && !s->inputs.n) {
        say_error("nothing to read: give --read=FILE or --interface=NAME; see 'netcapd --help'");
        return false;
    }
    return true;
}

bool
settings_rotate(const struct settings *s)
{
    return s->rotate_size || s->rotate_time || s->rotate_records;
}

static bool
is_standard_input(const struct settings *s)
{
    return !s->interfaces.n && s->inputs.n == 1 && strcmp(s->inputs.text[0], "-") == 0;
}

/* A folder of sets is a log, of what does not end by itself; nothing in it is replaced. */
static bool
fits_rotation(const struct settings *s)
{
    const struct keep *keep = &s->keep;

    if (s->action != ACTION_RUN)
        return true;
    if (!settings_rotate(s)) {
        if (keep->sets || keep->bytes || keep->seconds)
            say_error("--keep is for sets of files: give one of --rotate-time=1h, --rotate-size=1G "
                      "and --rotate-records=1000000 too");
        return !keep->sets && !keep->bytes && !keep->seconds;
    }
    if (s->overwrite)
        say_error("--overwrite and --rotate: a run that rotates adds sets of files and replaces "
                  "nothing: leave out --overwrite; --keep says what goes");
    else if (s->rotate_time && s->rotate_time < 1000)
        say_error("--rotate-time: expected 1s or more, or 0");
    else if (!s->interfaces.n && !is_standard_input(s))
        say_error("--rotate is for live captures and for --read=-: captures in files end by "
                  "themselves, and can be decoded again as a whole");
    else
        return true;
    return false;
}

/* It goes on where it stopped, so that where that was has to be said. */
static bool
fits_each(const struct settings *s)
{
    if (s->action != ACTION_RUN || !s->each)
        return true;
    if (s->interfaces.n || *s->metrics || s->urls.n) {
        say_error("--each is for captures in files, not for --interface, --metrics or --to=URL");
        return false;
    }
    for (size_t i = 0; i < s->inputs.n; i++)
        if (strcmp(s->inputs.text[i], "-") == 0) {
            say_error("--each is for captures in files, not for standard input: leave out "
                      "--read=-");
            return false;
        }
    if (!*s->out)
        say_error("--each: where the folders of the captures go is missing: give --out=FOLDER");
    return *s->out;
}

/* What is sent are files of ncap. */
static bool
has_what_is_sent(const struct settings *s)
{
    if (s->action != ACTION_RUN)
        return true;
    if (!s->urls.n && *s->send_options) {
        say_error("--send-options: nothing is sent: say where with --to=URL");
        return false;
    }
    if (!s->urls.n)
        return true;
    for (size_t i = 0; s->formats[i]; i++)
        if (s->formats[i] == &file_format_ncap)
            return true;
    say_error("--to=URL: records are sent from files of the format ncap, and this run writes none: "
              "add ncap to --format");
    return false;
}

static bool
take_bound(const char *option, const char *text, struct range_bound *bound)
{
    bound->given = *text != '\0';
    bound->relative = *text == '+';
    if (!bound->given ||
        (bound->relative ? moment_read_span(text + 1, strlen(text + 1), &bound->time)
                         : moment_read(text, strlen(text), &bound->time, NULL)))
        return true;
    say_error("--%s=%s: expected a time as 2026-11-28T12:00:00Z, 2026-11-28, seconds since 1970, "
              "or +10s behind the first packet",
              option, text);
    return false;
}

/* What is wanted of the packets; false, and it is said, when that is no range. */
static bool
take_range(struct settings *s)
{
    struct range *range = &s->capture.range;

    if (!take_bound("from", s->from, &range->from) || !take_bound("to", s->to, &range->to))
        return false;
    if (range->from.given && range->to.given && range->from.relative == range->to.relative &&
        !moment_earlier(&range->from.time, &range->to.time)) {
        say_error("--to=%s: expected a time after --from=%s", s->to, s->from);
        return false;
    }
    if (!*s->packets || range_read_numbers(range, s->packets))
        return true;
    say_error("--packets=%s: expected numbers as 100-200, 100- or -200, from 1", s->packets);
    return false;
}

static struct capture_options
capture_of(const struct settings *s)
{
    return (struct capture_options){
        .inputs = s->inputs.text,
        .n_inputs = s->inputs.n,
        .interfaces = s->interfaces.text,
        .n_interfaces = s->interfaces.n,
        .filter = *s->filter ? s->filter : NULL,
        .snaplen = (unsigned)s->snaplen,
        .promiscuous = s->promiscuous,
        .count = s->count,
        .sums = s->input_sums,
        .unpack_max = s->unpack_max,
        .unpack_ratio = s->unpack_ratio,
    };
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
    if (n < 0 || (s->config && !ini_read(s->config, options_take_entry, s)))
        return false;
    operands = NULL;
    n = parse(s, argc, argv, take_option, &operands);
    for (int i = 0; i < n; i++)
        option_input(s, operands[i]);
    free(operands);
    if (n < 0 || !has_source(s) || !fits_each(s) || !fits_rotation(s) || !has_what_is_sent(s))
        return false;
    s->capture = capture_of(s);
    return take_range(s);
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
    option_plugins(s, "");
    free(s->plugins);
    for (size_t i = 0; i < s->n_set; i++)
        free(s->set[i]);
    free(s->set);
    free(s->dump_plugin);
    free(s->header_of);
    free(s->include);
    free(s->exclude);
    free(s->config);
    free(s->filter);
    free(s->source);
    free(s->from);
    free(s->to);
    free(s->packets);
    free(s->interfaces.text);
    for (size_t i = 0; i < s->urls.n; i++)
        free((char *)s->urls.text[i]);
    free(s->urls.text);
    free(s->metrics);
    free(s->send_options);
    free(s->user);
}
