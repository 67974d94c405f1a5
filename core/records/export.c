/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap export": files of records as files that other programs read. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/wire.h"
#include "output/file_formats.h"
#include "records/chosen.h"
#include "records/commands.h"
#include "records/export_file.h"
#include "records/partition.h"
#include "records/paths.h"
#include "records/reading_line.h"
#include "records/style_options.h"
#include "records/unfinished.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MODE = 0640 }; /* records hold passwords, as those do that netcapd writes */

enum { OPT_FORMAT, OPT_OUT, OPT_OVERWRITE, OPT_TIME_UNIT, OPT_COMPRESSION, OPT_PARTITION };

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
is_free(struct export *export, const char *path, char *name)
{
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
    export->names[export->n_names++] = name;
    return !again && (!there || export->overwrite);
}

/* A file of records on its way into one file, or into several. */
struct reading {
    struct record_file *file;
    struct chosen *chosen;
    struct textbuf block; /* records, each behind its length */
    size_t start;         /* of those in the block that are not in a file yet */
    const uint8_t *next;  /* the record behind the block; NULL: it is not read yet */
    size_t next_size;
    uint64_t records; /* in the files that are made already */
};

static void
add_next(struct reading *reading)
{
    struct textbuf *block = &reading->block;
    uint8_t *at = (uint8_t *)textbuf_space(block, WIRE_VARINT_MAX);

    block->used += (size_t)(wire_put_varint(at, reading->next_size) - at);
    text_bytes(block, reading->next, reading->next_size);
    reading->next = NULL;
}

/* Whether there is another block of records, or something left of the last one: it ends before the
 * record that does not fit any more, as file_format.h says. */
static bool
fill_block(struct reading *reading, size_t most)
{
    struct textbuf *block = &reading->block;

    if (reading->start < block->used)
        return true;
    block->used = reading->start = 0;
    for (;;) {
        if (!reading->next)
            reading->next = chosen_next(reading->chosen, &reading->next_size);
        if (!reading->next ||
            (block->used &&
             block->used + wire_varint_size(reading->next_size) + reading->next_size > most))
            return block->used > 0;
        add_next(reading);
    }
}

static enum status
tell(struct reading *reading, const struct export_file *made)
{
    const char *path = record_file_path(reading->file), *damage = export_file_damage(made);

    reading->records += made->records;
    if (damage)
        say_error("%s: record %" PRIu64 " is damaged %s; those before it were exported", path,
                  reading->records + 1, damage);
    if (made->left_out)
        say_error("%s: %" PRIu64 " times or ports are none that %s can hold: they are null", path,
                  made->left_out, made->plan.format->name);
    return damage || made->left_out ? STATUS_PARTIAL : STATUS_DONE;
}

static bool
copy_records(struct reading *reading, struct export_file *made)
{
    while (!export_file_damage(made) && !export_file_is_full(made) &&
           fill_block(reading, made->plan.format->block_size)) {
        const uint8_t *block = (const uint8_t *)reading->block.data + reading->start;
        size_t taken;

        if (!export_file_add(made, block, reading->block.used - reading->start, &taken))
            return false;
        reading->start += taken;
    }
    return !chosen_gave_up(reading->chosen) && export_file_finish(made);
}

static struct file_plan
plan_of(const struct export *export, const struct record_file *file)
{
    return (struct file_plan){ .format = export->format,
                               .record = record_file_schema(file),
                               .header = record_file_header(file),
                               .style = export->style };
}

/* Whether there is more for another file is then in `more`. */
static enum status
export_one(const struct export *export, struct reading *reading, const char *name, bool *more)
{
    const struct file_plan plan = plan_of(export, reading->file);
    struct export_file made;
    bool whole =
        export_file_begin(&made, export->to_folder ? &export->folder : NULL, &plan, name) &&
        copy_records(reading, &made);
    enum status status = whole ? tell(reading, &made) : STATUS_FAILED;

    *more = whole && !export_file_damage(&made) && fill_block(reading, export->format->block_size);
    export_file_free(&made);
    return status;
}

static enum status
export_part(struct export *export, struct reading *reading, char *name, bool *more)
{
    enum status status;

    *more = false;
    if (export->to_folder && !is_free(export, record_file_path(reading->file), name))
        return STATUS_USAGE;
    status = export_one(export, reading, name, more);
    if (!export->to_folder)
        free(name);
    return status;
}

static enum status
export_to_partitions(const struct export *export, struct reading *reading, const char *name)
{
    const struct file_plan plan = plan_of(export, reading->file);
    const struct partition_options options = { .folder = &export->folder,
                                               .plan = &plan,
                                               .name = name,
                                               .keys = export->partition };

    return partition_export(reading->chosen, reading->file, &options);
}

/* TCP.parquet, and TCP.2.parquet and on where that would be too large. */
static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    struct export *export = context;
    struct reading reading = { .file = file, .block.fd = -1 };
    enum status status;
    bool more;
    char *name;

    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    reading.chosen = chosen_new(&export->choice, file);
    if (!reading.chosen)
        return STATUS_USAGE;
    name = name_of(file);
    if (export->partition) {
        status = export_to_partitions(export, &reading, name);
        more = false;
    } else {
        status = export_part(export, &reading, need_copy(name), &more);
    }
    for (unsigned part = 2; more; part++)
        status = command_worse(
            status, export_part(export, &reading, need_text("%s.%u", name, part), &more));
    chosen_free(reading.chosen);
    textbuf_free(&reading.block);
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
