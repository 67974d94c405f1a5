/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap export": files of records as files that other programs read. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/parse.h"
#include "base/processors.h"
#include "output/file_formats.h"
#include "records/chosen.h"
#include "commands/commands.h"
#include "commands/packers.h"
#include "commands/partition.h"
#include "records/paths.h"
#include "records/reading_line.h"
#include "commands/series.h"
#include "commands/style_options.h"
#include "records/unfinished.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MODE = 0640 }; /* records hold passwords, as those do that netcapd writes */

enum {
    OPT_FORMAT,
    OPT_OUT,
    OPT_OVERWRITE,
    OPT_TIME_UNIT,
    OPT_COMPRESSION,
    OPT_PARTITION,
    OPT_WORKERS
};

#define WORKERS_EXPECTED "expected a number of threads, 0 to 64"

static const struct arg_row rows[] = {
    { OPT_FORMAT, 'f', "format", "FORMAT", file_format_names, "Format", file_format_help, NULL },
    { OPT_TIME_UNIT, 0, "time-unit", "ns|us", "ns us", NULL,
      "of parquet: times in nanoseconds (the default), or in microseconds, which more programs "
      "read and which reach further than the years 1678 to 2261",
      NULL },
    STYLE_ROWS,
    { OPT_COMPRESSION, 0, "compression", COMPRESSIONS, NULL, NULL,
      "TYPE.csv.gz and TYPE.csv.zst, of parquet what is inside; zstd has levels from 1 to 19; if "
      "nothing is said parquet has zstd inside, and others are as they are",
      NULL },
    { OPT_OUT, 'o', "out-dir", "DIR", NULL, "Output",
      "where TYPE.parquet is written to, made if it is missing, with TYPE.2.parquet and on where "
      "that would be too large; - is standard output, for one file; the folder at hand if nothing "
      "is said",
      NULL },
    { OPT_PARTITION, 0, "partition", "type,date,...", NULL, NULL,
      "in folders of the one written to, as type=TYPE/date=2026-11-28/TYPE.parquet: any of "
      "type, date (UTC) and sensor=NAME, in this order; files are added to what is there",
      NULL },
    { OPT_OVERWRITE, 0, "overwrite", NULL, NULL, NULL,
      "replace files that are there, once the new ones are whole", NULL },
    CHOOSE_ROWS("Selection"),
    CHOOSE_ORDER_ROWS("at most N records of each file"),
    { OPT_WORKERS, 0, "workers", "N", NULL, "Running",
      "threads that pack records, 1 to 64; 0 for one on each processor, as it is if nothing is "
      "said; the files are the same",
      NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap export",
    "FILE|DIR...",
    "Writes the audit records of files that netcapd wrote (TYPE.ncap.gz, compressed or not; - is "
    "standard input) to files of another format, one for each.",
    rows,
    sizeof rows / sizeof *rows,
};

struct export
{
    const struct file_format *format;
    struct choice choice;
    struct file_style style;
    bool compressed; /* as the style says */
    bool overwrite, help;
    uint64_t workers; /* 0: one on each processor */
    const char *out, *partition;
    struct out_folder folder;
    bool to_folder;
    char **names; /* of the files made */
    size_t n_names;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct export *export = context;
    bool choice;
    const char *expected = choice_take(&export->choice, row, value, &choice);

    if (choice)
        return expected;
    if (style_take(&export->style.text, row, value))
        return NULL;
    switch (row->id) {
    case OPT_FORMAT: export->format = file_format_named(value); break;
    case OPT_OUT: export->out = value; break;
    case OPT_PARTITION: export->partition = value; return partition_expected(value);
    case OPT_OVERWRITE: export->overwrite = true; break;
    case OPT_WORKERS:
        return parse_number(value, 0, PACKERS_MOST, &export->workers) ? NULL : WORKERS_EXPECTED;
    case OPT_TIME_UNIT: export->style.time_unit = (uint32_t)arg_choice(row, value); break;
    case OPT_COMPRESSION:
        export->compressed = true;
        return compression_read(&export->style.compression, value) ? NULL : COMPRESSION_EXPECTED;
    default: export->help = true; break;
    }
    return NULL;
}

static void
cut_end(char *name, const char *end)
{
    size_t size = strlen(name), length = strlen(end);

    if (size > length && strcmp(name + size - length, end) == 0)
        name[size - length] = '\0';
}

/* "TCP" of out/TCP.ncap.gz, and of what comes from standard input by its records' type. */
static char *
name_of(const struct record_file *file)
{
    const char *path = record_file_path(file), *slash = strrchr(path, '/'), *type;
    char *name;

    if (strcmp(path, "-") == 0) {
        type = strrchr(record_file_schema(file)->name, '.');
        return need_copy(type ? type + 1 : record_file_schema(file)->name);
    }
    name = need_copy(slash ? slash + 1 : path);
    cut_end(name, OUR_PART);
    cut_end(name, ".gz");
    cut_end(name, ".zst");
    cut_end(name, ".ncap");
    return name;
}

/* Whether a file of that name can be made there. */
static bool
is_free(void *context, const char *path, const char *name)
{
    struct export *export = context;
    char *suffix = file_format_suffix(export->format, &export->style.compression);
    char *whole = need_text("%s%s", name, suffix);
    bool again = false, there = out_folder_has(&export->folder, whole);

    for (size_t i = 0; i < export->n_names; i++)
        again |= strcmp(export->names[i], name) == 0;
    if (again)
        say_error("%s: %s/%s was just made of another file: export files of the same name to "
                  "different folders",
                  path, export->out, whole);
    else if (there && !export->overwrite)
        say_error("%s: %s/%s is there already: give another folder with --out-dir, or replace it "
                  "with --overwrite",
                  path, export->out, whole);
    free(whole);
    free(suffix);
    export->names = grow(export->names, (export->n_names + 1) * sizeof *export->names);
    export->names[export->n_names++] = need_copy(name);
    return !again && (!there || export->overwrite);
}

static struct file_plan
plan_of(const struct export *export, const struct record_file *file)
{
    return (struct file_plan){ .format = export->format,
                               .record = record_file_schema(file),
                               .header = record_file_header(file),
                               .style = export->style };
}

static enum status
export_to_partitions(const struct export *export, struct chosen *chosen, struct record_file *file,
                     const char *name)
{
    const struct file_plan plan = plan_of(export, file);
    const struct partition_options options = { .folder = &export->folder,
                                               .plan = &plan,
                                               .name = name,
                                               .keys = export->partition,
                                               .workers = (unsigned)export->workers };

    return partition_export(chosen, file, &options);
}

static enum status
export_in_series(struct export *export, struct chosen *chosen, struct record_file *file,
                 const char *name)
{
    const struct file_plan plan = plan_of(export, file);
    const struct series_options options = { .folder = export->to_folder ? &export->folder : NULL,
                                            .plan = &plan,
                                            .name = name,
                                            .workers = (unsigned)export->workers,
                                            .may_make = is_free,
                                            .context = export };

    return series_export(chosen, file, &options);
}

static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    struct export *export = context;
    struct chosen *chosen;
    enum status status;
    char *name;

    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    chosen = chosen_new(&export->choice, file);
    if (!chosen)
        return STATUS_USAGE;
    name = name_of(file);
    status = export->partition ? export_to_partitions(export, chosen, file, name)
                               : export_in_series(export, chosen, file, name);
    chosen_free(chosen);
    free(name);
    return status;
}

static bool
confine(const struct export *export, char *const *paths, size_t count)
{
    return command_confine(&profile_writer, paths, count, export->to_folder ? export->out : NULL);
}

static enum status
export_all(struct export *export, char *const *operands, size_t count)
{
    struct textbuf nothing = { .fd = -1 };
    struct paths paths;
    enum status status = paths_list(&paths, operands, count);

    if (!export->to_folder && paths.n > 1) {
        say_error("standard output takes one file, and these are %zu: give a folder with "
                  "--out-dir",
                  paths.n);
        status = STATUS_USAGE;
    } else {
        reading_line_begin(paths.list, paths.n);
        status = command_worse(status,
                               command_each_file(paths.list, paths.n, "", show, export, &nothing));
        reading_line_end();
    }
    paths_free(&paths);
    textbuf_free(&nothing);
    return status;
}

static enum status
export_to_folder(struct export *export, char *const *operands, size_t count)
{
    /* The lock says that no other run is writing there: what is called .part is a dead one's. */
    enum status status = out_folder_open(&export->folder, export->out, FILE_MODE, true);

    if (status != STATUS_DONE)
        return status;
    unfinished_watch(&export->folder);
    choice_prepare(&export->choice, export->out);
    status = confine(export, operands, count) ? export_all(export, operands, count) : STATUS_FAILED;
    for (size_t i = 0; i < export->n_names; i++)
        free(export->names[i]);
    free(export->names);
    out_folder_close(&export->folder);
    return status;
}

static int
run(int argc, char **argv)
{
    struct export export = { .format = file_formats[0], .choice = CHOICE_ALL, .out = "." };
    int files = argtable_parse(&table, argc, argv, take_option, &export);

    if (files < 0)
        return STATUS_USAGE;
    if (export.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (files == 0) {
        say_error("expected the name of a file; see 'netcap export --help'");
        return STATUS_USAGE;
    }
    if (!export.workers)
        export.workers = processors(PACKERS_MOST);
    if (!export.compressed)
        export.style.compression = export.format->inside
                                       ? *export.format->inside
                                       : (struct compression){ .kind = COMPRESSION_NONE };
    export.to_folder = strcmp(export.out, "-") != 0;
    if (export.partition && (!export.to_folder || export.overwrite)) {
        say_error("--partition adds files to a folder: expected neither --overwrite nor -o -");
        return STATUS_USAGE;
    }
    if (export.to_folder)
        return export_to_folder(&export, argv, (size_t)files);
    choice_prepare(&export.choice, NULL);
    if (!confine(&export, argv, (size_t)files))
        return STATUS_FAILED;
    return export_all(&export, argv, (size_t)files);
}

const struct command command_export = {
    .name = "export",
    .brief = "write records to files of Parquet, CSV or JSON lines",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
