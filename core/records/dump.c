/* SPDX-License-Identifier: Apache-2.0 */
#include "records/dump.h"

#include "base/memory.h"
#include "formats/formats.h"
#include "records/commands.h"
#include "records/info.h"
#include "records/style_options.h"

#include <errno.h>
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
    OPT_SELECT,
    OPT_LIMIT,
    OPT_FIELDS,
    OPT_HEADER,
};

static const struct arg_row rows[] = {
    { OPT_FORMAT, 'f', "format", "FORMAT", format_names, "Format", format_help, NULL },
    { OPT_CSV, 0, "csv", NULL, NULL, NULL, "the same as --format=csv", NULL },
    { OPT_TSV, 0, "tsv", NULL, NULL, NULL, "the same as --format=tsv", NULL },
    { OPT_JSON, 0, "json", NULL, NULL, NULL, "the same as --format=jsonl", NULL },
    { OPT_TEXT, 0, "text", NULL, NULL, NULL, "the same as --format=text", NULL },
    { OPT_TABLE, 0, "table", NULL, NULL, NULL, "the same as --format=table", NULL },
    { OPT_SEPARATOR, 0, "separator", "CHAR", NULL, NULL,
      "what stands between the columns of csv; \\t is a tab", NULL },
    { OPT_NO_TITLE, 0, "no-header-line", NULL, NULL, NULL,
      "leave out the line with the names of the columns", NULL },
    STYLE_ROWS,
    { OPT_SELECT, 's', "select", "A,B.C", NULL, "Selection",
      "only these columns, in this order; dots lead into nested messages, as in Context.SrcIP",
      NULL },
    { OPT_LIMIT, 'n', "limit", "N", NULL, NULL, "at most N records of each file", NULL },
    { OPT_FIELDS, 0, "fields", NULL, NULL, "Instead of records",
      "only the names of the columns, as a line of CSV", NULL },
    { OPT_HEADER, 0, "header", NULL, NULL, NULL, "only what the header says, as a table", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap dump",
    "FILE...",
    "Prints the audit records of files that netcapd wrote (TYPE.ncap.gz, compressed or not; - is "
    "standard input).",
    rows,
    sizeof rows / sizeof *rows,
};

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
    options->format = format_named(name);
    if (options->format->separator)
        options->separator = options->format->separator;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct dump_options *options = context;

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
    case OPT_LIMIT: return take_limit(options, value);
    case OPT_SELECT: options->select = value; break;
    default:
        options->title &= row->id != OPT_NO_TITLE;
        options->fields |= row->id == OPT_FIELDS;
        options->header |= row->id == OPT_HEADER;
        break;
    }
    return NULL;
}

static void
print_records(struct dump *dump, struct record_file *file, struct printer *printer)
{
    const struct format *format = dump->options->format;
    struct values *values = values_new(record_file_schema(file));
    size_t count = dump->columns.count, size;
    const struct value **cells = need(count, sizeof *cells);

    if (format->begin)
        format->begin(printer);
    for (uint64_t n = 0; n < dump->options->limit && !dump->to->error; n++) {
        const uint8_t *bytes = record_file_next(file, &size);
        const struct value *record = bytes ? values_decode(values, bytes, size) : NULL;

        if (bytes && !record)
            record_file_set_damage(file, values_damage(values));
        if (!record)
            break;
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

static void
print_file(struct dump *dump, struct record_file *file)
{
    const struct dump_options *options = dump->options;
    bool same = columns_same(&dump->columns, &dump->previous);
    struct printer printer = {
        .to = dump->to,
        .columns = &dump->columns,
        .separator = options->separator,
        .style = options->style,
        .title = options->fields || (options->title && !(same && options->format->title_once)),
    };

    if (options->fields)
        format_csv.begin(&printer);
    else
        print_records(dump, file, &printer);
}

static enum status
show_records(struct dump *dump, struct record_file *file)
{
    char why[2048];

    if (!command_has_schema(file, dump->to))
        return STATUS_PARTIAL;
    if (!columns_new(&dump->columns, record_file_schema(file), dump->options->select, why,
                     sizeof why)) {
        columns_free(&dump->columns);
        say_error("%s: --select: %s", record_file_path(file), why);
        return STATUS_USAGE;
    }
    print_file(dump, file);
    columns_free(&dump->previous);
    dump->previous = dump->columns;
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
    enum status status = command_each_file(paths, count, "", show, &dump, to);

    columns_free(&dump.previous);
    return status;
}

static enum status
show_files(const void *options, char *const *paths, size_t count, struct textbuf *to)
{
    return dump_files(options, paths, count, to);
}

static int
run(int argc, char **argv)
{
    struct dump_options options = {
        .format = formats[0], .limit = UINT64_MAX, .separator = ',', .title = true
    };

    return command_run(&command_dump, argc, argv, take_option, &options, show_files);
}

const struct command command_dump = {
    .name = "dump",
    .brief = "print records as CSV, JSON lines, text or a table",
    .table = &table,
    .profile = &profile_reader,
    .run = run,
};
