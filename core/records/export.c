/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap export": files of records as files that other programs read. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "output/file_formats.h"
#include "records/commands.h"
#include "records/export_file.h"
#include "records/paths.h"
#include "sandbox/sandbox.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MODE = 0640 }; /* records hold passwords, as those do that netcapd writes */

enum { OPT_FORMAT, OPT_OUT, OPT_OVERWRITE, OPT_TIME_UNIT, OPT_COMPRESSION };

#define COMPRESSIONS "zstd gzip none" /* in the order of enum file_compression */

static const struct arg_row rows[] = {
    { OPT_FORMAT, 'f', "format", "FORMAT", file_format_names, "Format", file_format_help, NULL },
    { OPT_TIME_UNIT, 0, "time-unit", "ns|us", "ns us", NULL,
      "of parquet: times in nanoseconds (the default), or in microseconds, which more programs "
      "read and which reach further than the years 1678 to 2261",
      NULL },
    { OPT_COMPRESSION, 0, "compression", "zstd|gzip|none", COMPRESSIONS, NULL,
      "of parquet: how the pages are compressed, with zstd if nothing is said", NULL },
    { OPT_OUT, 'o', "out-dir", "DIR", NULL, "Output",
      "where TYPE.parquet is written to, made if it is missing; - is standard output, for one "
      "file; the folder at hand if nothing is said",
      NULL },
    { OPT_OVERWRITE, 0, "overwrite", NULL, NULL, NULL,
      "replace files that are there, once the new ones are whole", NULL },
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
    enum file_compression compression;
    bool microseconds, overwrite, help;
    const char *out;
    struct out_folder folder;
    bool to_folder;
    char **names; /* of the files made */
    size_t n_names;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct export *export = context;

    switch (row->id) {
    case OPT_FORMAT: export->format = file_format_named(value); break;
    case OPT_OUT: export->out = value; break;
    case OPT_OVERWRITE: export->overwrite = true; break;
    case OPT_TIME_UNIT: export->microseconds = strcmp(value, "us") == 0; break;
    case OPT_COMPRESSION:
        export->compression = (enum file_compression)arg_choice(row, value);
        break;
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
    cut_end(name, ".ncap");
    return name;
}

/* Whether a file of that name can be made there. */
static bool
is_free(struct export *export, const char *path, char *name)
{
    char *whole = need_text("%s%s", name, export->format->suffix);
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
    export->names = grow(export->names, (export->n_names + 1) * sizeof *export->names);
    export->names[export->n_names++] = name;
    return !again && (!there || export->overwrite);
}

static enum status
tell(const struct export_file *made, const struct record_file *file)
{
    const char *damage = export_file_damage(made);

    if (damage)
        say_error("%s: record %" PRIu64 " is damaged %s; those before it were exported",
                  record_file_path(file), made->records + 1, damage);
    if (made->left_out)
        say_error("%s: %" PRIu64 " times or ports are none that %s can hold: they are null",
                  record_file_path(file), made->left_out, made->plan.format->name);
    return damage || made->left_out ? STATUS_PARTIAL : STATUS_DONE;
}

static bool
copy_records(struct export_file *made, struct record_file *file)
{
    const uint8_t *bytes;
    size_t size;

    while (!export_file_damage(made) && (bytes = record_file_next(file, &size)))
        if (!export_file_add(made, bytes, size))
            return false;
    return export_file_finish(made);
}

static enum status
export_one(struct export *export, struct record_file *file, const char *name)
{
    const struct file_plan plan = { .format = export->format,
                                    .record = record_file_schema(file),
                                    .header = record_file_header(file),
                                    .compression = export->compression,
                                    .microseconds = export->microseconds };
    struct export_file made;
    bool whole =
        export_file_begin(&made, export->to_folder ? &export->folder : NULL, &plan, name) &&
        copy_records(&made, file);
    enum status status = whole ? tell(&made, file) : STATUS_FAILED;

    export_file_free(&made);
    return status;
}

static enum status
show(void *context, struct record_file *file, struct textbuf *to)
{
    struct export *export = context;
    enum status status;
    char *name;

    if (!command_has_schema(file, to))
        return STATUS_PARTIAL;
    name = name_of(file);
    if (export->to_folder && !is_free(export, record_file_path(file), name))
        return STATUS_USAGE;
    status = export_one(export, file, name);
    if (!export->to_folder)
        free(name);
    return status;
}

/* From here on the files that are read, and the folder, are all that can be reached. */
static bool
confine(const struct export *export, char *const *paths, size_t count)
{
    struct path_rule *rules = need(count + 1, sizeof *rules);
    bool confined;

    for (size_t i = 0; i < count; i++)
        rules[i] = (struct path_rule){ paths[i], PATH_READ };
    if (export->to_folder)
        rules[count++] = (struct path_rule){ export->out, PATH_WRITE };
    confined = sandbox_program(&profile_writer, rules, count);
    free(rules);
    return confined;
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
        status = command_worse(status,
                               command_each_file(paths.list, paths.n, "", show, export, &nothing));
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
    export_file_watch_signals(&export->folder);
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
    struct export export = { .format = file_formats[0], .out = "." };
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
    export.to_folder = strcmp(export.out, "-") != 0;
    if (export.to_folder)
        return export_to_folder(&export, argv, (size_t)files);
    return confine(&export, argv, (size_t)files) ? export_all(&export, argv, (size_t)files)
                                                 : STATUS_FAILED;
}

const struct command command_export = {
    .name = "export",
    .brief = "write records to files of Parquet, CSV or JSON lines",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
