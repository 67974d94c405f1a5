/* SPDX-License-Identifier: Apache-2.0 */
#include "records/dump.h"

#include "records/ncapfile.h"
#include "records/info.h"
#include "base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_FORMAT,
    OPT_CSV,
    OPT_TSV,
    OPT_JSON,
    OPT_TEXT,
    OPT_TABLE,
    OPT_SEPARATOR,
    OPT_NO_TITLE,
    OPT_UTC,
    OPT_PRINTABLE,
    OPT_SELECT,
    OPT_LIMIT,
    OPT_FIELDS,
    OPT_HEADER,
    OPT_HELP,
};

static const struct arg_row rows[] = {
    { OPT_FORMAT, 'f', "format", "FORMAT", "csv tsv jsonl text table", "Format",
      "csv (the default), tsv, jsonl: a JSON object a line, text: protobuf text format, or table: "
      "aligned columns, with long values cut",
      NULL },
    { OPT_CSV, 0, "csv", NULL, NULL, NULL, "the same as --format=csv", NULL },
    { OPT_TSV, 0, "tsv", NULL, NULL, NULL, "the same as --format=tsv", NULL },
    { OPT_JSON, 0, "json", NULL, NULL, NULL, "the same as --format=jsonl", NULL },
    { OPT_TEXT, 0, "text", NULL, NULL, NULL, "the same as --format=text", NULL },
    { OPT_TABLE, 0, "table", NULL, NULL, NULL, "the same as --format=table", NULL },
    { OPT_SEPARATOR, 0, "separator", "CHAR", NULL, NULL,
      "what stands between the columns of csv; \\t is a tab", NULL },
    { OPT_NO_TITLE, 0, "no-header-line", NULL, NULL, NULL,
      "leave out the line with the names of the columns", NULL },
    { OPT_UTC, 0, "utc", NULL, NULL, NULL, "timestamps as 2026-01-31T12:00:00.000000Z", NULL },
    { OPT_PRINTABLE, 'p', "printable", NULL, NULL, NULL,
      "bytes that are printable, as DNS names, as text instead of hexadecimal; tables always do", NULL },
    { OPT_SELECT, 's', "select", "A,B.C", NULL, "Selection",
      "only these columns, in this order; dots lead into nested messages, as in Context.SrcIP",
      NULL },
    { OPT_LIMIT, 'n', "limit", "N", NULL, NULL, "at most N records of each file", NULL },
    { OPT_FIELDS, 0, "fields", NULL, NULL, "Instead of records",
      "only the names of the columns, as a line of CSV", NULL },
    { OPT_HEADER, 0, "header", NULL, NULL, NULL, "only what the header says, as a table", NULL },
    { OPT_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

const struct argtable dump_table = {
    "netcap dump",
    "FILE...",
    "Prints the audit records of files that netcapd wrote (TYPE.ncap.gz, compressed or not; - is "
    "standard input).",
    rows,
    sizeof rows / sizeof *rows,
};

struct arguments {
    struct dump_options options;
    bool help;
};

struct run {
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

static const char *
take_limit(struct dump_options *options, const char *value)
{
    char *end;

    errno = 0;
    options->limit = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || errno)
        return "expected a number of records";
    return NULL;
}

static void
take_format(struct dump_options *options, const char *name)
{
    static const struct format *const formats[] = { &format_json, &format_text, &format_table };

    options->format = &format_csv;
    if (strcmp(name, "tsv") == 0)
        options->separator = '\t';
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i]->name, name) == 0)
            options->format = formats[i];
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct arguments *arguments = context;
    struct dump_options *options = &arguments->options;

    switch (row->id) {
    case OPT_FORMAT:
        take_format(options, value);
        break;
    case OPT_JSON:
        options->format = &format_json;
        break;
    case OPT_CSV:
    case OPT_TSV:
    case OPT_TEXT:
    case OPT_TABLE:
        take_format(options, row->name);
        break;
    case OPT_SEPARATOR:
        return take_separator(options, value);
    case OPT_LIMIT:
        return take_limit(options, value);
    case OPT_SELECT:
        options->select = value;
        break;
    default:
        options->title &= row->id != OPT_NO_TITLE;
        options->utc |= row->id == OPT_UTC;
        options->printable |= row->id == OPT_PRINTABLE;
        options->fields |= row->id == OPT_FIELDS;
        options->header |= row->id == OPT_HEADER;
        arguments->help |= row->id == OPT_HELP;
        break;
    }
    return NULL;
}

enum status
status_worse(enum status a, enum status b)
{
    static const int rank[] = { 0, 2, 3, 1, 4 };

    return rank[a] > rank[b] ? a : b;
}

static void
print_records(struct run *run, struct ncapfile *file, struct printer *printer)
{
    struct values *values = values_new(ncapfile_record(file));
    size_t count = run->columns.count, size;
    const struct value **cells = need(count, sizeof *cells);

    run->options->format->begin(printer);
    for (uint64_t n = 0; n < run->options->limit && !run->to->error; n++) {
        const uint8_t *bytes = ncapfile_next(file, &size);
        const struct value *record = bytes ? values_decode(values, bytes, size) : NULL;

        if (bytes && !record)
            ncapfile_damaged_record(file, values_damage(values));
        if (!record)
            break;
        for (size_t i = 0; i < count; i++)
            cells[i] = column_value(&run->columns.list[i], values, record);
        run->options->format->record(printer, cells);
        textbuf_flush_if_large(run->to);
    }
    run->options->format->end(printer);
    free(cells);
    values_free(values);
}

static void
print_file(struct run *run, struct ncapfile *file)
{
    const struct dump_options *options = run->options;
    bool same = columns_same(&run->columns, &run->previous);
    struct printer printer = {
        .to = run->to,
        .columns = &run->columns,
        .separator = options->separator,
        .utc = options->utc,
        .printable = options->printable || options->format == &format_table,
        .title = options->title && !(same && options->format->title_once),
    };

    if (options->fields)
        format_titles(&printer);
    else
        print_records(run, file, &printer);
}

static enum status
dump_records(struct run *run, struct ncapfile *file)
{
    char why[2048];

    if (!ncapfile_record(file)) {
        say_error("%s: %s", ncapfile_path(file), ncapfile_no_schema(file));
        return STATUS_PARTIAL;
    }
    if (!columns_new(&run->columns, ncapfile_record(file), run->options->select, why, sizeof why)) {
        columns_free(&run->columns);
        say_error("%s: %s", ncapfile_path(file), why);
        return STATUS_USAGE;
    }
    print_file(run, file);
    columns_free(&run->previous);
    run->previous = run->columns;
    return STATUS_DONE;
}

static enum status
dump_file(struct run *run, const char *path)
{
    struct ncapfile *file = ncapfile_open(path);
    enum status status = STATUS_DONE;

    if (ncapfile_header(file) && run->options->header)
        info_header(file, run->to);
    else if (ncapfile_header(file))
        status = dump_records(run, file);
    textbuf_flush(run->to);
    if (ncapfile_damage(file)) {
        say_error("%s: %s", path, ncapfile_damage(file));
        status = status_worse(status, ncapfile_is_open(file) ? STATUS_PARTIAL : STATUS_FAILED);
    }
    ncapfile_close(file);
    return status;
}

enum status
dump_files(const struct dump_options *options, char *const *paths, size_t count, struct textbuf *to)
{
    struct run run = { .options = options, .to = to };
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < count && !to->error; i++)
        status = status_worse(status, dump_file(&run, paths[i]));
    columns_free(&run.previous);
    return status;
}

enum status
finish_output(struct textbuf *to, enum status status)
{
    textbuf_flush(to);
    if (to->error == EPIPE)
        status = STATUS_DONE;
    else if (to->error)
        say_error("standard output: %s", strerror(to->error));
    if (to->error && to->error != EPIPE)
        status = STATUS_FAILED;
    textbuf_free(to);
    return status;
}

int
dump_command(int argc, char **argv)
{
    struct arguments arguments = {
        .options = { .format = &format_csv, .limit = UINT64_MAX, .separator = ',', .title = true },
    };
    struct textbuf to = { .fd = 1 };
    int files = argtable_parse(&dump_table, argc, argv, take_option, &arguments);

    if (files < 0)
        return STATUS_USAGE;
    if (arguments.help) {
        argtable_help(&dump_table, stdout);
        return STATUS_DONE;
    }
    if (files == 0) {
        say_error("expected the name of a file; see 'netcap dump --help'");
        return STATUS_USAGE;
    }
    return finish_output(&to, dump_files(&arguments.options, argv, (size_t)files, &to));
}
