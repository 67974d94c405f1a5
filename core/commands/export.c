/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap export": files of records as files that other programs read. */
#include "base/argtable_print.h"
#include "commands/commands.h"
#include "commands/exporting.h"
#include "commands/partition.h"
#include "output/file_formats.h"
#include "records/chosen.h"
#include "records/paths.h"
#include "records/reading_line.h"

#include <stdlib.h>

enum { OPT_PARTITION };

static const struct arg_row rows[] = {
    EXPORT_FORMAT_ROWS(
        "Format",
        "TYPE.csv.gz and TYPE.csv.zst, of parquet what is inside; zstd has levels from 1 to 19; if "
        "nothing is said parquet has zstd inside, and others are as they are"),
    EXPORT_OUT_ROW(
        "Output",
        "where TYPE.parquet is written to, made if it is missing, with TYPE.2.parquet and on where "
        "that would be too large; - is standard output, for one file; the folder at hand if "
        "nothing is said"),
    { OPT_PARTITION, 0, "partition", "type,date,...", NULL, NULL,
      "in folders of the one written to, as type=TYPE/date=2026-11-28/TYPE.parquet: any of "
      "type, date (UTC), and sensor, which is the folder a file is in, or sensor=NAME, in this "
      "order; files are added to what is there",
      NULL },
    EXPORT_OVERWRITE_ROW,
    CHOOSE_ROWS("Selection"),
    CHOOSE_ORDER_ROWS("at most N records of each file"),
    EXPORT_WORKERS_ROW("Running"),
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap export",
    "FILE|DIR...",
    "Writes the audit records of files that netcapd wrote (TYPE.ncap.gz, compressed or not; - is "
    "standard input) to files of another format, one for each.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct export
{
    struct exporting to;
    struct choice choice;
    const char *partition;
    bool help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct export *export = context;
    bool ours;
    const char *expected = choice_take(&export->choice, row, value, &ours);

    if (!ours)
        expected = exporting_take(&export->to, row, value, &ours);
    if (ours)
        return expected;
    if (row->id == OPT_PARTITION) {
        export->partition = value;
        return partition_expected(value);
    }
    export->help = true;
    return NULL;
}

static enum status
export_to_partitions(const struct export *export, struct chosen *chosen, struct record_file *file,
                     const struct file_plan *plan)
{
    char *name = exporting_name(file);
    const struct partition_options options = { .folder = &export->to.folder,
                                               .plan = plan,
                                               .name = name,
                                               .source = record_file_path(file),
                                               .keys = export->partition,
                                               .workers = (unsigned)export->to.workers };
    enum status status = partition_export(chosen, file, &options);

    free(name);
    return status;
}

static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    struct export *export = context;
    struct file_plan plan;
    struct chosen *chosen;
    enum status status;

    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    chosen = chosen_new(&export->choice, file);
    if (!chosen)
        return STATUS_USAGE;
    plan = exporting_plan(&export->to, file);
    status = export->partition ? export_to_partitions(export, chosen, file, &plan)
                               : exporting_write(&export->to, chosen, file, &plan, NULL, NULL);
    chosen_free(chosen);
    return status;
}

static enum status
export_all(struct export *export, char *const *operands, size_t count)
{
    struct textbuf nothing = { .fd = -1 };
    struct paths paths;
    enum status status = paths_list(&paths, operands, count);

    if (!exporting_takes(&export->to, paths.n)) {
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
export_files(struct export *export, char *const *operands, size_t count)
{
    const char *folder = exporting_folder(&export->to);
    enum status status = exporting_open(&export->to);

    if (status != STATUS_DONE)
        return status;
    choice_prepare(&export->choice, folder);
    status = command_confine(&profile_writer, operands, count, folder)
                 ? export_all(export, operands, count)
                 : STATUS_FAILED;
    exporting_close(&export->to);
    return status;
}

static int
run(int argc, char **argv)
{
    struct export export = { .to = { .format = file_formats[0], .out = "." },
                             .choice = CHOICE_ALL };
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
    exporting_settle(&export.to, COMPRESSION_NONE);
    if (export.partition && (!export.to.to_folder || export.to.overwrite)) {
        say_error("--partition adds files to a folder: expected neither --overwrite nor -o -");
        return STATUS_USAGE;
    }
    return export_files(&export, argv, (size_t)files);
}

const struct command command_export = {
    .name = "export",
    .brief = "write records to files of Parquet, CSV or JSON lines",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
