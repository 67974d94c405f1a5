/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap diff": what differs in the records of two runs. */
#include "base/argtable_print.h"
#include "base/our_file.h"
#include "base/path.h"
#include "commands/commands.h"
#include "commands/diff_match.h"
#include "commands/diff_print.h"
#include "formats/visible_text.h"
#include "records/paths.h"
#include "records/run_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct arg_row rows[] = {
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Options", "print this help", NULL },
};

static const struct argtable table = {
    "netcap diff",
    "DIR|FILE DIR|FILE",
    "Prints what differs in the audit records of two runs over the same packets: by type and by "
    "field, with the first records of each.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

/* A file of records of either run. */
struct typed {
    char *type; /* NULL: it could not be read, which was said */
    const char *path;
    bool done;
};

struct side_of {
    struct paths paths;
    struct typed *files;
};

struct diff {
    struct side_of runs[2];
    struct textbuf *to;
    enum status status;
};

static void
note_difference(struct diff *d)
{
    d->status = command_worse(d->status, STATUS_PARTIAL);
}

static void
say_damage(struct diff *d, const struct record_file *file)
{
    const char *damage = record_file_damage(file);

    if (!damage)
        return;
    textbuf_flush(d->to);
    say_error("%s: %s", record_file_path(file), damage);
    d->status = command_worse(d->status,
                              record_file_is_open(file) ? STATUS_PARTIAL : STATUS_FAILED);
}

static void
learn(struct diff *d, const char *path, struct typed *typed)
{
    struct record_file *file = record_file_open(path);
    const Types__Header *header = record_file_header(file);

    typed->path = path;
    if (header && record_file_schema(file))
        typed->type = need_copy(record_file_schema(file)->name);
    else if (header)
        say_error("%s: %s", path, record_file_no_schema(file));
    if (header && !typed->type)
        note_difference(d);
    say_damage(d, file);
    record_file_close(file);
}

static void
list(struct diff *d, int run, char *operand)
{
    struct side_of *side = &d->runs[run];

    d->status = command_worse(d->status, paths_list(&side->paths, &operand, 1));
    side->files = need(side->paths.n + 1, sizeof *side->files);
    for (size_t i = 0; i < side->paths.n; i++)
        learn(d, side->paths.list[i], &side->files[i]);
}

static struct typed *
find(struct side_of *side, const char *type)
{
    for (size_t i = 0; i < side->paths.n; i++)
        if (side->files[i].type && !side->files[i].done &&
            strcmp(side->files[i].type, type) == 0)
            return &side->files[i];
    return NULL;
}

static void
put_number(struct textbuf *to, const char *before, uint64_t number, const char *behind)
{
    text_string(to, before);
    text_unsigned(to, number);
    text_string(to, behind);
}

/* Of what a run has alone the first few. */
static void
put_alone(struct textbuf *to, const struct diff_counts *counts, int run)
{
    if (!counts->alone[run])
        return;
    put_number(to, "  ", counts->alone[run], counts->alone[run] == 1 ? " record" : " records");
    text_string(to, run ? " of the second run alone\n" : " of the first run alone\n");
    for (size_t i = 0; i < DIFF_EXAMPLES && counts->examples[run][i]; i++) {
        text_string(to, "    ");
        text_string(to, counts->examples[run][i]);
        text_char(to, '\n');
    }
}

static void
put_counts(struct textbuf *to, const char *type, const struct diff_counts *counts)
{
    visible_text(to, type, strlen(type), SIZE_MAX);
    put_number(to, ": ", counts->equal, counts->equal == 1 ? " record" : " records");
    put_number(to, " equal, ", counts->differ, counts->differ == 1 ? " differs" : " differ");
    put_number(to, ", ", counts->alone[0], " of the first run alone");
    put_number(to, ", ", counts->alone[1], " of the second run alone\n");
}

static void
compare(struct diff *d, const char *type, struct record_file *const files[2])
{
    struct diff_fields *fields = need(1, sizeof *fields);
    struct diff_counts counts = { .equal = 0 };

    diff_fields_begin(fields, record_file_schema(files[0]), record_file_schema(files[1]));
    diff_match(files, fields, &counts);
    put_counts(d->to, type, &counts);
    diff_fields_print(fields, d->to);
    put_alone(d->to, &counts, 0);
    put_alone(d->to, &counts, 1);
    if (counts.differ || counts.alone[0] || counts.alone[1])
        note_difference(d);
    textbuf_flush(d->to);
    diff_counts_end(&counts);
    diff_fields_end(fields);
    free(fields);
}

static void
compare_files(struct diff *d, const char *type, const char *first, const char *second)
{
    struct record_file *files[] = { record_file_open(first), record_file_open(second) };

    if (record_file_schema(files[0]) && record_file_schema(files[1]))
        compare(d, type, files);
    for (int i = 0; i < 2; i++) {
        say_damage(d, files[i]);
        record_file_close(files[i]);
    }
}

static void
put_lonely(struct diff *d, const struct typed *typed, int run)
{
    struct record_file *file = record_file_open(typed->path);
    size_t size;

    while (record_file_next(file, &size))
        ;
    visible_text(d->to, typed->type, strlen(typed->type), SIZE_MAX);
    text_string(d->to, run ? ": only the second run has this type: "
                           : ": only the first run has this type: ");
    put_number(d->to, "", record_file_count(file),
               record_file_count(file) == 1 ? " record\n" : " records\n");
    record_file_close(file);
    note_difference(d);
}

/* Types of the first run, then those that the second one has besides. */
static void
compare_types(struct diff *d)
{
    for (int run = 0; run < 2; run++)
        for (size_t i = 0; i < d->runs[run].paths.n; i++) {
            struct typed *mine = &d->runs[run].files[i], *other;

            if (!mine->type || mine->done)
                continue;
            mine->done = true;
            other = find(&d->runs[!run], mine->type);
            if (!other) {
                put_lonely(d, mine, run);
                continue;
            }
            other->done = true;
            compare_files(d, mine->type, mine->path, other->path);
        }
}

/* ---- what the runs say of themselves ---- */

static bool
has_item(const struct json *list, const char *text)
{
    while (list && (!list->text || strcmp(list->text, text) != 0))
        list = list->next;
    return list;
}

static void
put_options(struct diff *d, const struct run_file *of, const struct run_file *in, const char *which)
{
    for (const struct json *o = run_file_list(of, "options"); o; o = o->next) {
        if (!o->text || has_item(run_file_list(in, "options"), o->text))
            continue;
        text_string(d->to, which);
        visible_text(d->to, o->text, strlen(o->text), SIZE_MAX);
        text_char(d->to, '\n');
    }
}

static bool
has_report(const char *folder)
{
    char *path = path_join(folder, OUR_REPORT_NAME, "");
    bool has = access(path, F_OK) == 0;

    free(path);
    return has;
}

/* It may be the reason for all else; files by themselves have no report. */
static void
compare_reports(struct diff *d, char *const *operands)
{
    struct run_file runs[2];
    bool open[2];

    if (!has_report(operands[0]) || !has_report(operands[1]))
        return;
    for (int i = 0; i < 2; i++)
        open[i] = run_file_open(&runs[i], operands[i]) == STATUS_DONE;
    if (open[0] && open[1]) {
        const char *was = run_file_text(&runs[0], "program");
        const char *is = run_file_text(&runs[1], "program");

        if (strcmp(was, is) != 0) {
            visible_text(d->to, was, strlen(was), SIZE_MAX);
            text_string(d->to, " made the first run, ");
            visible_text(d->to, is, strlen(is), SIZE_MAX);
            text_string(d->to, " the second\n");
        }
        put_options(d, &runs[0], &runs[1], "the first run alone has ");
        put_options(d, &runs[1], &runs[0], "the second run alone has ");
    }
    for (int i = 0; i < 2; i++)
        run_file_close(&runs[i]);
}

static void
end_run(struct side_of *side)
{
    for (size_t i = 0; i < side->paths.n; i++)
        free(side->files[i].type);
    free(side->files);
    paths_free(&side->paths);
}

static enum status
diff_runs(const void *options, char *const *operands, size_t count, struct textbuf *to)
{
    struct diff d = { .to = to };

    (void)options, (void)count;
    compare_reports(&d, operands);
    for (int run = 0; run < 2; run++)
        list(&d, run, operands[run]);
    compare_types(&d);
    for (int run = 0; run < 2; run++)
        end_run(&d.runs[run]);
    return d.status;
}

static enum status
expect_two(const void *options, char **operands, size_t count)
{
    (void)options, (void)operands;
    if (count == 2)
        return STATUS_DONE;
    say_error("expected two runs; see 'netcap diff --help'");
    return STATUS_USAGE;
}

static bool
looks_itself(const void *options)
{
    (void)options;
    return true;
}

static int
run(int argc, char **argv)
{
    return command_run(&command_diff, argc, argv, NULL, NULL, diff_runs);
}

const struct command command_diff = {
    .name = "diff",
    .brief = "print what differs in the records of two runs",
    .table = &table,
    .profile = &profile_reader,
    .prepare = expect_two,
    .looks = looks_itself,
    .run = run,
};
