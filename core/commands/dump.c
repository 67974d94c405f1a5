/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/dump.h"

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/follow.h"
#include "commands/info.h"
#include "commands/style_options.h"
#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    OPT_FORMAT,
    OPT_CSV,
    OPT_TSV,
    OPT_JSON,
    OPT_TEXT,
    OPT_TABLE,
    OPT_WIDE,
    OPT_SEPARATOR,
    OPT_NO_TITLE,
    OPT_SELECT,
    OPT_FOLLOW,
    OPT_FIELDS,
    OPT_HEADER,
};

static const struct arg_row rows[] = {
    { OPT_FORMAT, 0, "format", "FORMAT", format_names, "Format", format_help, NULL },
    { OPT_CSV, 0, "csv", NULL, NULL, NULL, "the same as --format=csv", NULL },
    { OPT_TSV, 0, "tsv", NULL, NULL, NULL, "the same as --format=tsv", NULL },
    { OPT_JSON, 0, "json", NULL, NULL, NULL, "the same as --format=jsonl", NULL },
    { OPT_TEXT, 0, "text", NULL, NULL, NULL, "the same as --format=text", NULL },
    { OPT_TABLE, 0, "table", NULL, NULL, NULL, "the same as --format=table", NULL },
    { OPT_WIDE, 0, "wide", NULL, NULL, NULL,
      "all columns of a table, also those that the terminal has no room for", NULL },
    { OPT_SEPARATOR, 0, "separator", "CHAR", NULL, NULL,
      "what stands between the columns of csv; \\t is a tab", NULL },
    { OPT_NO_TITLE, 0, "no-header-line", NULL, NULL, NULL,
      "leave out the line with the names of the columns", NULL },
    STYLE_ROWS,
    { OPT_SELECT, 's', "select", "A,B.C", NULL, "Selection",
      "only these columns, in this order; dots lead into nested messages, as in Context.SrcIP",
      NULL },
    CHOOSE_ROWS(NULL),
    CHOOSE_ORDER_ROWS("at most N records of each file; of head and tail 10 if nothing is said"),
    { OPT_FOLLOW, 'f', "follow", NULL, NULL, NULL,
      "go on with what a run adds to the files, and with new ones in folders, until the run ends "
      "or Ctrl-C",
      NULL },
    { OPT_FIELDS, 0, "fields", NULL, NULL, "Instead of records",
      "only the names of the columns, as a line of CSV", NULL },
    { OPT_HEADER, 0, "header", NULL, NULL, NULL, "only what the header says, as a table", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

/* Readers of captures, and the original's dump. */
static const struct arg_habit habits[] = { { 'r', "files are named by themselves" }, { 0, NULL } };

#define FILES "files that netcapd wrote (TYPE.ncap.gz, compressed or not; - is standard input)"
#define TABLE(name, about)                                                                         \
    {                                                                                              \
        name, "FILE|DIR...", about, .rows = rows, .count = sizeof rows / sizeof *rows,             \
        .habits = habits                                                                           \
    }

static const struct argtable dump_table =
    TABLE("netcap dump", "Prints the audit records of " FILES ".");
static const struct argtable head_table =
    TABLE("netcap head", "Prints the first audit records of " FILES ", as netcap dump does.");
static const struct argtable tail_table =
    TABLE("netcap tail", "Prints the last audit records of " FILES ", as netcap dump does.");

struct dump {
    const struct dump_options *options;
    struct textbuf *to;
    struct columns columns;  /* of the file at hand */
    struct columns previous; /* of the file before */
};

static const char *
take_separator(struct dump_options *options, const char *value)
{
    if (strcmp(value, "\\t") == 0)
        value = "\t";
    if (!*value || value[1] || (unsigned char)*value > 0x7e || strchr("\"\r\n", *value))
        return "expected one character, other than a quote, or \\t";
    options->separator = *value;
    return NULL;
}

static void
take_format(struct dump_options *options, const char *name)
{
    options->format = format_named(name);
    if (options->format->separator)
        options->separator = options->format->separator;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct dump_options *options = context;
    bool choice;
    const char *expected = choice_take(&options->choice, row, value, &choice);

    if (choice)
        return expected;
    if (style_take(&options->style, row, value))
        return NULL;
    switch (row->id) {
    case OPT_FORMAT: take_format(options, value); break;
    case OPT_JSON: take_format(options, "jsonl"); break;
    case OPT_CSV:
    case OPT_TSV:
    case OPT_TEXT:
    case OPT_TABLE: take_format(options, row->name); break;
    case OPT_SEPARATOR: return take_separator(options, value);
    case OPT_SELECT: options->select = value; break;
    default:
        options->title &= row->id != OPT_NO_TITLE;
        options->fields |= row->id == OPT_FIELDS;
        options->header |= row->id == OPT_HEADER;
        options->follow |= row->id == OPT_FOLLOW;
        options->wide |= row->id == OPT_WIDE;
        break;
    }
    return NULL;
}

/* From this record on; NULL: from the first. */
struct record_bytes {
    const uint8_t *bytes;
    size_t size;
};

static void
print_records(struct dump *dump, struct record_file *file, struct chosen *chosen,
              struct printer *printer, struct record_bytes next)
{
    const struct format *format = dump->options->format;
    struct values *values = values_new(record_file_schema(file));
    size_t count = dump->columns.count;
    const struct value **cells = need(count, sizeof *cells);

    if (format->begin)
        format->begin(printer);
    if (!next.bytes)
        next.bytes = chosen_next(chosen, &next.size);
    for (; !dump->to->error && next.bytes; next.bytes = chosen_next(chosen, &next.size)) {
        const struct value *record = values_decode(values, next.bytes, next.size);

        if (!record) {
            record_file_set_damage(file, values_damage(values));
            break;
        }
        for (size_t i = 0; i < count; i++)
            cells[i] = column_value(&dump->columns.list[i], values, record);
        format->record(printer, cells);
        textbuf_flush_if_large(dump->to);
    }
    if (format->end)
        format->end(printer);
    free(cells);
    values_free(values);
}

/* 0: it is no terminal, or does not say. */
static size_t
screen_width(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static void
print_file(struct dump *dump, struct record_file *file, struct chosen *chosen,
           struct record_bytes first)
{
    const struct dump_options *options = dump->options;
    bool same = columns_same(&dump->columns, &dump->previous);
    struct printer printer = {
        .to = dump->to,
        .columns = &dump->columns,
        .separator = options->separator,
        .width = options->wide ? 0 : screen_width(),
        .style = options->style,
        .title = options->fields || (options->title && !(same && options->format->title_once)),
    };

    if (options->fields)
        format_csv.begin(&printer);
    else
        print_records(dump, file, chosen, &printer, first);
    columns_free(&dump->previous);
    dump->previous = dump->columns;
}

static bool
choose_columns(struct dump *dump, const struct record_file *file)
{
    char why[2048];

    if (columns_new(&dump->columns, record_file_schema(file), dump->options->select, why,
                    sizeof why))
        return true;
    columns_free(&dump->columns);
    say_error("%s: --select: %s", record_file_path(file), why);
    return false;
}

static enum status
show_records(struct dump *dump, struct record_file *file)
{
    struct chosen *chosen;
    enum status status;

    if (!command_has_schema(file, dump->to))
        return STATUS_PARTIAL;
    textbuf_flush(dump->to);
    chosen = chosen_new(&dump->options->choice, file);
    if (!chosen)
        return STATUS_USAGE;
    status = choose_columns(dump, file) ? STATUS_DONE : STATUS_USAGE;
    if (status == STATUS_DONE)
        print_file(dump, file, chosen, (struct record_bytes){ NULL, 0 });
    if (chosen_gave_up(chosen))
        status = STATUS_FAILED;
    chosen_free(chosen);
    return status;
}

/* What there is now of a file that grows. */
static enum status
show_more(void *context, struct record_file *file, struct chosen *chosen, const uint8_t *first,
          size_t size)
{
    struct dump *dump = context;

    if (!choose_columns(dump, file))
        return STATUS_USAGE;
    print_file(dump, file, chosen, (struct record_bytes){ first, size });
    return STATUS_DONE;
}

static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    struct dump *dump = context;

    if (!dump->options->header)
        return show_records(dump, file);
    info_header(file, to);
    return STATUS_DONE;
}

enum status
dump_files(const struct dump_options *options, char *const *paths, size_t count, struct textbuf *to)
{
    struct dump dump = { .options = options, .to = to };
    enum status status = options->follow
                             ? follow_files(paths, count, &options->choice, show_more, &dump, to)
                             : command_each_file(paths, count, "", show, &dump, to);

    columns_free(&dump.previous);
    return status;
}

static enum status
show_files(const void *options, char *const *paths, size_t count, struct textbuf *to)
{
    return dump_files(options, paths, count, to);
}

static bool
looks(const void *options)
{
    return ((const struct dump_options *)options)->follow;
}

/* Opens what is sorted in, and finds of what is still written the names that it has now. */
static enum status
prepare(const void *options, char **operands, size_t count)
{
    const struct dump_options *dump = options;

    if (dump->follow && (dump->choice.sort || dump->choice.last || dump->header || dump->fields)) {
        say_error("--follow shows records as they come: it goes with neither --sort, --header, "
                  "--fields nor netcap tail");
        return STATUS_USAGE;
    }
    choice_prepare(&dump->choice, NULL);
    for (size_t i = 0; dump->follow && i < count; i++) {
        char *part = follow_part(operands[i]); /* for as long as the program lives */

        operands[i] = part ? part : operands[i];
    }
    return STATUS_DONE;
}

static int
run_with(const struct command *command, struct choice choice, int argc, char **argv)
{
    struct dump_options options = {
        .format = formats[0], .choice = choice, .separator = ',', .title = true
    };

    return command_run(command, argc, argv, take_option, &options, show_files);
}

static int
run_dump(int argc, char **argv)
{
    return run_with(&command_dump, (struct choice)CHOICE_ALL, argc, argv);
}

static int
run_head(int argc, char **argv)
{
    return run_with(&command_head, (struct choice){ .limit = 10 }, argc, argv);
}

static int
run_tail(int argc, char **argv)
{
    return run_with(&command_tail, (struct choice){ .limit = 10, .last = true }, argc, argv);
}

const struct command command_dump = {
    .name = "dump",
    .brief = "print records as CSV, JSON lines, text or a table",
    .table = &dump_table,
    .profile = &profile_reader,
    .prepare = prepare,
    .looks = looks,
    .run = run_dump,
};

const struct command command_head = {
    .name = "head",
    .brief = "print the first records of each file",
    .table = &head_table,
    .profile = &profile_reader,
    .prepare = prepare,
    .looks = looks,
    .run = run_head,
};

const struct command command_tail = {
    .name = "tail",
    .brief = "print the last records of each file",
    .table = &tail_table,
    .profile = &profile_reader,
    .prepare = prepare,
    .looks = looks,
    .run = run_tail,
};
