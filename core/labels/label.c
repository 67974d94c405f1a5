/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap label": records with a column that says what alerts or a schedule of attacks say of
 * them. */
#include "base/argtable_print.h"
#include "base/parse.h"
#include "base/path.h"
#include "commands/commands.h"
#include "labels/label_files.h"
#include "labels/label_formats.h"
#include "labels/label_judge.h"
#include "labels/label_older.h"
#include "labels/label_report.h"
#include "labels/label_summary.h"
#include "output/file_formats.h"
#include "parquet/utf8_text.h"
#include "records/reading_line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPT_LABELS,
    OPT_LABELS_FORMAT,
    OPT_ZONE,
    OPT_YEAR,
    OPT_TOLERANCE,
    OPT_LATE,
    OPT_AS_THEY_STAND,
    OPT_STRICT,
    OPT_COLUMN,
    OPT_UNLABELLED
};

enum { COLUMN_MOST = 64, YEAR_FIRST = 1970, YEAR_LAST = 2200, OPTIONS_MOST = 2000 };

#define LONGEST (UINT64_C(7) * 86400 * 1000) /* milliseconds of a tolerance */
#define MILLISECOND INT64_C(1000000)

static const struct arg_row rows[] = {
    { OPT_LABELS, 'l', "labels", "FILE", NULL, "Labels",
      "where labels stand, compressed or not; may be given several times: of two labels that of "
      "the file named first wins",
      &arg_several },
    { OPT_LABELS_FORMAT, 0, "labels-format", "FORMAT", label_format_names, NULL, label_format_help,
      NULL },
    { OPT_ZONE, 0, "zone", "OFFSET", NULL, NULL,
      "of times in label files that do not say theirs: UTC, or an offset from it, as +03:00; "
      "without it such files are refused",
      NULL },
    { OPT_YEAR, 0, "year", "YEAR", NULL, NULL, "of times in label files that do not say theirs",
      NULL },
    { OPT_TOLERANCE, 0, "tolerance", "TIME", NULL, NULL,
      "how much the clock of alerts may differ from the packets': 1s if nothing is said, or with "
      "ms, s, m, h",
      NULL },
    { OPT_LATE, 0, "late", "TIME", NULL, NULL,
      "how much later than the last packet an alert may come besides, where it does not say when "
      "its flow began: 5s if nothing is said",
      NULL },
    { OPT_AS_THEY_STAND, 0, "as-they-stand", NULL, NULL, NULL,
      "label also where no label matches, or far more would shifted by hours or half hours", NULL },
    { OPT_STRICT, 0, "strict", NULL, NULL, NULL,
      "write nothing when a record has labels that differ", NULL },
    { OPT_COLUMN, 0, "column", "NAME", NULL, "Column", "its name: Label if nothing is said", NULL },
    { OPT_UNLABELLED, 0, "unlabelled", "TEXT", NULL, NULL,
      "what records without a label have, as BENIGN; nothing if nothing is said", NULL },
    EXPORT_FORMAT_ROWS(
        "Format",
        "TYPE.csv.gz and TYPE.csv.zst, of parquet what is inside; zstd has levels from 1 to 19; if "
        "nothing is said ncap has gzip, parquet zstd inside, and others are as they are"),
    EXPORT_OUT_ROW("Output",
                   "where files of the same names are written to, and label.json, made if it is "
                   "missing; not where those lie that are read; - is standard output, for one "
                   "file"),
    EXPORT_OVERWRITE_ROW,
    CHOOSE_ROWS("Selection"),
    EXPORT_WORKERS_ROW("Running"),
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap label",
    "FILE|DIR...",
    "Writes the audit records of files that netcapd wrote with a column more: what alerts of other "
    "tools, or a schedule of attacks, say of them; as ncap, unless --format says otherwise.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct label_command {
    struct labelling labelling;
    const struct label_format *format;
    struct label_zone zone;
    uint64_t year, tolerance, late; /* of times milliseconds */
    char *files[LABEL_FILES_MOST];
    size_t n_files;
    char *options[OPTIONS_MOST];
    size_t n_options;
    bool strict, as_they_stand, help;
};

static bool
is_column(const char *name)
{
    static const char may[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
    size_t length = strlen(name);

    return length > 0 && length <= COLUMN_MOST && strspn(name, may) == length &&
           (*name < '0' || *name > '9');
}

static const char *
take_own(struct label_command *c, const struct arg_row *row, const char *value)
{
    static const char time_expected[] = "expected a time of at most 7 days, as 500ms, 1s or 2m";

    switch (row->id) {
    case OPT_LABELS:
        if (c->n_files == LABEL_FILES_MOST)
            return "expected at most 1000 label files";
        c->files[c->n_files++] = (char *)(uintptr_t)value;
        return NULL;
    case OPT_LABELS_FORMAT: c->format = label_format_named(value); return NULL;
    case OPT_ZONE:
        return label_zone_read(&c->zone, value) ? NULL : "expected UTC or an offset, as +03:00";
    case OPT_YEAR:
        return parse_number(value, YEAR_FIRST, YEAR_LAST, &c->year) ? NULL : "expected a year";
    case OPT_TOLERANCE:
        return parse_time(value, &c->tolerance) && c->tolerance <= LONGEST ? NULL : time_expected;
    case OPT_LATE: return parse_time(value, &c->late) && c->late <= LONGEST ? NULL : time_expected;
    case OPT_AS_THEY_STAND: c->as_they_stand = true; return NULL;
    case OPT_STRICT: c->strict = true; return NULL;
    case OPT_COLUMN:
        c->labelling.column = value;
        return is_column(value) ? NULL : "expected a name of letters, digits and _";
    case OPT_UNLABELLED:
        c->labelling.unlabelled = value;
        return strlen(value) <= LABEL_TEXT_MOST &&
                       utf8_text_size((const uint8_t *)value, strlen(value)) == strlen(value)
                   ? NULL
                   : "expected a text of at most 1024 bytes of UTF-8";
    default: c->help = true; return NULL;
    }
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct label_command *c = context;
    bool ours;
    const char *expected = choice_take(&c->labelling.choice, row, value, &ours);

    if (c->n_options < OPTIONS_MOST)
        c->options[c->n_options++] =
            value ? need_text("%s=%s", row->name, value) : need_copy(row->name);
    if (!ours)
        expected = exporting_take(&c->labelling.to, row, value, &ours);
    return ours ? expected : take_own(c, row, value);
}

/* ---- what is read, and where to ---- */

/* Records are not written to where they come from: a run would not be what its run.json says. */
static bool
may_read(const struct label_command *c, const char *path)
{
    const struct exporting *to = &c->labelling.to;
    const char *slash = strrchr(path, '/');
    char *folder = path_is_folder(path) ? need_copy(path)
                   : slash              ? need_text("%.*s", (int)(slash - path) + 1, path)
                                        : need_copy(".");
    bool same = to->to_folder && out_folder_is(&to->folder, folder);

    free(folder);
    if (strcmp(path, "-") == 0)
        say_error("standard input cannot be read twice, as it is to be: expected a file");
    else if (same)
        say_error("%s: lies in the folder that is written to: expected another one with -o", path);
    return !same && strcmp(path, "-") != 0;
}

static bool
may_write(const struct label_command *c)
{
    const struct exporting *to = &c->labelling.to;

    if (!to->to_folder || to->overwrite || !out_folder_has(&to->folder, LABEL_REPORT_NAME))
        return true;
    say_error("%s/" LABEL_REPORT_NAME " is there already: give another folder with --out-dir, or "
              "replace it with --overwrite",
              to->out);
    return false;
}

static bool
confine(const struct label_command *c, char *const *operands, size_t count)
{
    char **paths = need(count + c->n_files, sizeof *paths);
    bool confined;

    memcpy(paths, operands, count * sizeof *paths);
    memcpy(paths + count, c->files, c->n_files * sizeof *paths);
    confined = command_confine(&profile_writer, paths, count + c->n_files,
                               exporting_folder(&c->labelling.to));
    free(paths);
    return confined;
}

/* ---- the work ---- */

static enum status
read_labels(struct label_command *c)
{
    struct labels *labels = &c->labelling.labels;
    enum status status = STATUS_DONE;

    c->zone.year = (int)c->year;
    for (size_t i = 0; i < c->n_files; i++)
        status = command_worse(status, label_file_read(labels, c->files[i], c->format, &c->zone));
    labels_finish(labels);
    return status;
}

static bool
goes_on(enum status status)
{
    return status == STATUS_DONE || status == STATUS_PARTIAL;
}

static enum status
tell(const struct labelling *l)
{
    struct textbuf to = { .fd = 1 };
    enum status status = STATUS_DONE;

    label_summary(l, &to);
    textbuf_flush(&to);
    if (to.error && to.error != EPIPE) {
        say_unwritten(to.error);
        status = STATUS_FAILED;
    }
    textbuf_free(&to);
    return status;
}

/* What cannot be read is said, and the rest labelled; nothing is written before all is known. */
static enum status
label_all(struct label_command *c)
{
    struct labelling *l = &c->labelling;
    struct older older = { .n = 0 };
    enum status status = read_labels(c);

    if (goes_on(status) && !exporting_takes(&l->to, l->paths.n))
        status = STATUS_USAGE;
    if (goes_on(status))
        status = command_worse(status, labelling_count(l));
    if (!goes_on(status))
        return status;
    if (label_judge(l, c->as_they_stand, c->strict) != STATUS_DONE || !labelling_may_write(l))
        return STATUS_USAGE;
    if (!label_older_begin(l, &older))
        return STATUS_FAILED;
    status = command_worse(status, labelling_write(l));
    if (goes_on(status))
        label_older_remove(l, &older);
    older_free(&older);
    if (!l->to.to_folder || !goes_on(status))
        return status;
    status = command_worse(status, label_report(l, (const char *const *)c->options, c->n_options));
    return command_worse(status, tell(l));
}

static enum status
label_to_folder(struct label_command *c, char *const *operands, size_t count)
{
    struct labelling *l = &c->labelling;
    enum status status = exporting_open(&l->to);

    if (status != STATUS_DONE)
        return status;
    for (size_t i = 0; i < count; i++)
        if (!may_read(c, operands[i]))
            status = STATUS_USAGE;
    if (!may_write(c))
        status = STATUS_USAGE;
    if (status == STATUS_DONE && !confine(c, operands, count))
        status = STATUS_FAILED;
    if (status == STATUS_DONE) {
        status = paths_list(&l->paths, operands, count);
        if (!label_inputs_take(&l->inputs, &l->paths, c->files, c->n_files)) {
            status = STATUS_USAGE;
        } else {
            reading_line_begin(l->paths.list, l->paths.n);
            status = command_worse(status, label_all(c));
            reading_line_end();
        }
    }
    exporting_close(&l->to);
    return status;
}

static const char *
missing(const struct label_command *c, int files)
{
    if (files == 0)
        return "the name of a file";
    if (c->n_files == 0)
        return "a file of labels, --labels FILE";
    return c->labelling.to.out ? NULL : "a folder to write to, -o DIR";
}

static int
run_with(struct label_command *c, int argc, char **argv)
{
    int files = argtable_parse(&table, argc, argv, take_option, c);
    struct exporting *to = &c->labelling.to;

    if (files < 0)
        return STATUS_USAGE;
    if (c->help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (missing(c, files)) {
        say_error("expected %s; see 'netcap label --help'", missing(c, files));
        return STATUS_USAGE;
    }
    exporting_settle(to,
                     strcmp(to->format->name, "ncap") == 0 ? COMPRESSION_GZIP : COMPRESSION_NONE);
    labels_begin(&c->labelling.labels, (int64_t)c->tolerance * MILLISECOND,
                 (int64_t)c->late * MILLISECOND);
    return label_to_folder(c, argv, (size_t)files);
}

static int
run(int argc, char **argv)
{
    struct label_command *c = need(1, sizeof *c);
    int status;

    c->labelling = (struct labelling){ .to = { .format = file_format_named("ncap") },
                                       .choice = CHOICE_ALL,
                                       .column = "Label",
                                       .unlabelled = "" };
    c->tolerance = 1000;
    c->late = 5000;
    status = run_with(c, argc, argv);
    labelling_free(&c->labelling);
    for (size_t i = 0; i < c->n_options; i++)
        free(c->options[i]);
    free(c);
    return status;
}

const struct command command_label = {
    .name = "label",
    .brief = "write records with a column of labels, from alerts or a schedule of attacks",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
