/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap merge": the records of several runs as those of one. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "commands/commands.h"
#include "records/block_writer.h"
#include "records/by_time.h"
#include "records/merged_header.h"
#include "records/paths.h"
#include "records/reading_line.h"
#include "records/unfinished.h"
#include "schema/covers.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MODE = 0640 }; /* records hold passwords, as those do that netcapd writes */

/* Each is open, and has half a megabyte. */
enum { MOST_FILES = 200 };

enum { OPT_OUT };

static const struct arg_row rows[] = {
    { OPT_OUT, 'o', "out-dir", "DIR", NULL, "Options",
      "where TYPE.ncap.gz is written to, made if it is missing; nothing that is there is replaced",
      NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap merge",
    "FILE|DIR...",
    "Writes the audit records of several runs to one folder, a file for each type, by time.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct merge {
    const char *out;
    bool help;
    struct out_folder folder;
    struct paths paths;
    char **types; /* of each path; NULL: it is no file of records, or done already */
};

/* Files of one type, open. */
struct group {
    const char *type;
    struct record_file *files[MOST_FILES];
    size_t count, widest;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct merge *merge = context;

    if (row->id == OPT_OUT)
        merge->out = value;
    else
        merge->help = true;
    return NULL;
}

static enum status
say_damage(const struct record_file *file)
{
    const char *damage = record_file_damage(file);

    if (!damage)
        return STATUS_DONE;
    say_error("%s: %s", record_file_path(file), damage);
    return record_file_is_open(file) ? STATUS_PARTIAL : STATUS_FAILED;
}

/* What a file holds records of; one that nobody can read is left out, and said. */
static enum status
learn_type(const char *path, char **type)
{
    struct record_file *file = record_file_open(path);
    enum status status = say_damage(file);

    if (record_file_schema(file)) {
        *type = need_copy(record_file_schema(file)->name);
    } else if (record_file_header(file)) {
        say_error("%s: %s", path, record_file_no_schema(file));
        status = STATUS_PARTIAL;
    }
    record_file_close(file);
    return status;
}

/* Whether the records of all files can be read with the schema of one of them. */
static bool
find_widest(struct group *group)
{
    char missing[512] = "";

    for (group->widest = 0; group->widest < group->count; group->widest++) {
        const struct schema_message *wide = record_file_schema(group->files[group->widest]);
        bool all = true;

        for (size_t i = 0; i < group->count && all; i++)
            all = schema_covers(wide, record_file_schema(group->files[i]), missing, sizeof missing);
        if (all)
            return true;
    }
    say_error(
        "%s: the files have different schemas, of which none has the fields of all others, as "
        "%s: merge those that are alike to different folders",
        group->type, missing);
    return false;
}

static bool
open_group(struct merge *merge, struct group *group)
{
    for (size_t i = 0; i < merge->paths.n; i++) {
        if (!merge->types[i] || strcmp(merge->types[i], group->type) != 0)
            continue;
        if (group->count == MOST_FILES) {
            say_error("%s: more than %d files: merge some of them first", group->type, MOST_FILES);
            return false;
        }
        group->files[group->count++] = record_file_open(merge->paths.list[i]);
        if (!record_file_schema(group->files[group->count - 1])) {
            say_error("%s: cannot be read a second time: expected a file that stays as it is",
                      merge->paths.list[i]);
            return false;
        }
    }
    return find_widest(group);
}

static void
close_group(struct group *group)
{
    for (size_t i = 0; i < group->count; i++)
        record_file_close(group->files[i]);
}

static bool
copy_records(struct group *group, struct block_writer *writer)
{
    struct by_time *records = by_time_new(group->files, group->count);
    const uint8_t *bytes;
    bool done = true;
    size_t size;

    while (done && (bytes = by_time_next(records, &size)))
        done = block_writer_add(writer, bytes, size);
    by_time_free(records);
    return done && block_writer_finish(writer);
}

static enum status
write_group(struct merge *merge, struct group *group)
{
    const char *dot = strrchr(group->type, '.');
    char *name = need_text("%s.ncap.gz", dot ? dot + 1 : group->type);
    Types__Header *header = merged_header(group->files, group->count, group->widest);
    struct block_writer writer;
    enum status status = STATUS_DONE;

    if (!block_writer_begin(&writer, &merge->folder, name, header) || !copy_records(group, &writer))
        status = STATUS_FAILED;
    block_writer_free(&writer);
    for (size_t i = 0; i < group->count; i++)
        status = command_worse(status, say_damage(group->files[i]));
    merged_header_free(header);
    free(name);
    return status;
}

typedef enum status each_group(struct merge *, struct group *);

static enum status
only_look(struct merge *merge, struct group *group)
{
    (void)merge;
    (void)group;
    return STATUS_DONE;
}

/* Whether an earlier path is of the same type. */
static bool
is_done(const struct merge *merge, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (merge->types[i] && strcmp(merge->types[i], merge->types[at]) == 0)
            return true;
    return false;
}

/* One type after the other. */
static enum status
each_type(struct merge *merge, each_group *take)
{
    enum status status = STATUS_DONE;

    for (size_t i = 0; i < merge->paths.n; i++) {
        struct group group = { .count = 0 };

        if (!merge->types[i] || is_done(merge, i))
            continue;
        group.type = merge->types[i];
        status =
            command_worse(status, open_group(merge, &group) ? take(merge, &group) : STATUS_USAGE);
        close_group(&group);
    }
    return status;
}

/* All schemas are looked at before anything is written, which is nothing when a file is missing. */
static enum status
merge_all(struct merge *merge, enum status status)
{
    enum status looked;

    merge->types = need(merge->paths.n + 1, sizeof *merge->types);
    for (size_t i = 0; i < merge->paths.n; i++)
        status = command_worse(status, learn_type(merge->paths.list[i], &merge->types[i]));
    looked = each_type(merge, only_look);
    reading_line_begin(merge->paths.list, merge->paths.n);
    if (status == STATUS_FAILED)
        say_error("%s: nothing is merged: not all files could be opened", merge->out);
    else if (looked == STATUS_DONE)
        status = command_worse(status, each_type(merge, write_group));
    reading_line_end();
    for (size_t i = 0; i < merge->paths.n; i++)
        free(merge->types[i]);
    free(merge->types);
    return command_worse(status, looked);
}

static enum status
merge_to_folder(struct merge *merge, char *const *operands, size_t count)
{
    enum status status = out_folder_open(&merge->folder, merge->out, FILE_MODE, false);

    if (status != STATUS_DONE)
        return status;
    unfinished_watch(&merge->folder);
    if (command_confine(&profile_writer, operands, count, merge->out)) {
        status = paths_list(&merge->paths, operands, count);
        status = merge_all(merge, status);
        paths_free(&merge->paths);
    } else {
        status = STATUS_FAILED;
    }
    out_folder_close(&merge->folder);
    return status;
}

static int
run(int argc, char **argv)
{
    struct merge merge = { .out = NULL };
    int files = argtable_parse(&table, argc, argv, take_option, &merge);

    if (files < 0)
        return STATUS_USAGE;
    if (merge.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (files == 0 || !merge.out) {
        say_error("expected %s; see 'netcap merge --help'",
                  files == 0 ? "the name of a file" : "a folder to write to, -o DIR");
        return STATUS_USAGE;
    }
    return merge_to_folder(&merge, argv, (size_t)files);
}

const struct command command_merge = {
    .name = "merge",
    .brief = "write the records of several runs to one folder, by time",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
