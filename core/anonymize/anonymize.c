/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap anonymize": the records of a run with other addresses, to be published. */
#include "anonymize/anonymize_report.h"
#include "anonymize/folders.h"
#include "anonymize/key_file.h"
#include "base/argtable_print.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "commands/command.h"
#include "commands/commands.h"
#include "output/file_formats.h"
#include "output/header.h"
#include "output/older.h"
#include "records/reading_line.h"
#include "records/run_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPT_KEY, OPT_MAKE_KEY, OPT_NAMES, OPT_MACS, OPT_DROP_TEXT };

static const struct arg_row rows[] = {
    { OPT_KEY, 'k', "key", "FILE", NULL, "Key",
      "what everything is replaced by; the same key gives the same names in every run, and who has "
      "it can undo it",
      NULL },
    { OPT_MAKE_KEY, 0, "make-key", "FILE", NULL, NULL,
      "make a new one, which nobody else may read, and do nothing else", NULL },
    { OPT_NAMES, 0, "names", "keep|hash", "keep hash", "What is replaced",
      "names and URLs: but for addresses in them they stay as they are, or each part is a word "
      "made "
      "with the key; keep if nothing is said",
      NULL },
    { OPT_MACS, 0, "macs", "vendor|whole", "vendor whole", NULL,
      "link addresses keep their first three bytes, which say who made the card, or nothing; "
      "vendor if nothing is said",
      NULL },
    { OPT_DROP_TEXT, 0, "drop-text", NULL, NULL, NULL,
      "leave free text and payloads empty, which cannot be covered: without it records that have "
      "some are refused",
      NULL },
    EXPORT_OUT_ROW("Output",
                   "where TYPE.ncap.gz and run.json are written to, made if it is missing"),
    EXPORT_OVERWRITE_ROW,
    EXPORT_WORKERS_ROW("Running"),
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap anonymize",
    "DIR",
    "Writes the audit records of a run with other addresses in place of all of theirs, which keep "
    "how they begin alike, for others to read; as ncap.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct anonymize {
    struct anonymizing all;
    const char *key, *make_key;
    struct timespec began;
    bool help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct anonymize *c = context;
    bool ours;
    const char *expected = exporting_take(&c->all.to, row, value, &ours);

    if (ours)
        return expected;
    switch (row->id) {
    case OPT_KEY: c->key = value; break;
    case OPT_MAKE_KEY: c->make_key = value; break;
    case OPT_NAMES: c->all.anonymity.names.hashed = arg_choice(row, value) == 1; break;
    case OPT_MACS: c->all.anonymity.addresses.whole_links = arg_choice(row, value) == 1; break;
    case OPT_DROP_TEXT: c->all.drop_text = true; break;
    default: c->help = true; break;
    }
    return NULL;
}

/* ---- the work ---- */

static enum status
tell(const struct anonymizing *all)
{
    struct textbuf to = { .fd = STDOUT_FILENO };
    enum status status = STATUS_DONE;

    anonymize_summary(all, &to);
    textbuf_flush(&to);
    if (to.error && to.error != EPIPE) {
        say_unwritten(to.error);
        status = STATUS_FAILED;
    }
    textbuf_free(&to);
    return status;
}

/* What an earlier run left there, but for what has been made anew. */
static void
remove_older(const struct anonymizing *all, struct older *older)
{
    for (size_t i = 0; i < all->to.n_names; i++) {
        char *name = exporting_file(&all->to, all->to.names[i]);

        older_forget(older, name);
        free(name);
    }
    older_remove(older, &all->to.folder);
}

static bool
goes_on(enum status status)
{
    return status == STATUS_DONE || status == STATUS_PARTIAL;
}

static enum status
write_all(struct anonymize *c, const char *folder, enum status status)
{
    struct anonymizing *all = &c->all;
    struct older older = { .n = 0 };

    if (all->to.overwrite && out_folder_has(&all->to.folder, OUR_REPORT_NAME)) {
        older_list(&older, &all->to.folder, OUR_REPORT_NAME);
        if (unlinkat(all->to.folder.fd, OUR_REPORT_NAME, 0) != 0) {
            say_error("%s/" OUR_REPORT_NAME ": cannot be removed: %s", all->to.out,
                      strerror(errno));
            status = STATUS_FAILED;
        }
    }
    if (goes_on(status))
        status = command_worse(status, anonymizing_write(all));
    if (goes_on(status)) {
        remove_older(all, &older);
        status = command_worse(status, anonymize_report(all, folder, c->began, status));
    }
    older_free(&older);
    return status;
}

/* A run may have found nothing, and that may be published as well. */
static enum status
list_records(struct anonymizing *all, char *folder)
{
    if (!run_folder_is_empty(folder))
        return paths_list(&all->paths, &folder, 1);
    all->paths = (struct paths){ .n = 0 };
    say_warning("%s: the run holds no records: only its " OUR_REPORT_NAME " is written", folder);
    return STATUS_DONE;
}

static enum status
anonymize_folder(struct anonymize *c, char *folder)
{
    struct anonymizing *all = &c->all;
    enum status status = list_records(all, folder);

    if (status != STATUS_DONE)
        return status;
    folders_say_left_out(folder);
    reading_line_begin(all->paths.list, all->paths.n);
    status = anonymizing_look(all);
    if (all->again)
        say_warning(
            "%s: is anonymized already: the new addresses stand for its pseudonyms, and are "
            "not those that the key gives for the run itself; if that is not what you want, "
            "anonymize that run",
            folder);
    if (goes_on(status))
        status = write_all(c, folder, status);
    reading_line_end();
    return goes_on(status) ? command_worse(status, tell(all)) : status;
}

static enum status
anonymize_to_folder(struct anonymize *c, char *folder)
{
    struct exporting *to = &c->all.to;
    char *above = folders_above(to->out);
    enum status status = exporting_open(to);

    if (status == STATUS_DONE) {
        if (!folders_may_write(to, folder))
            status = STATUS_USAGE;
        else if (!command_confine_above(&profile_writer, &folder, 1, to->out, above))
            status = STATUS_FAILED;
        else
            status = anonymize_folder(c, folder);
        exporting_close(to);
    }
    if (!goes_on(status))
        folders_remove(to->out, above);
    free(above);
    return status;
}

static const char *
missing(const struct anonymize *c, int folders)
{
    if (folders != 1)
        return "the folder of a run";
    if (!c->key)
        return "a key, --key FILE, which --make-key FILE makes";
    return c->all.to.out && strcmp(c->all.to.out, "-") != 0 ? NULL : "a folder to write to, -o DIR";
}

static enum status
with_key(struct anonymize *c, char *folder)
{
    uint8_t key[PAN_KEY];
    enum status status = key_file_read(c->key, key);

    if (status == STATUS_DONE)
        anonymity_begin(&c->all.anonymity, key);
    explicit_bzero(key, sizeof key);
    if (status != STATUS_DONE)
        return status;
    header_set_time();
    c->began = clock_date();
    exporting_settle(&c->all.to, COMPRESSION_GZIP);
    status = folders_may_read(folder) && !folders_are_one(c->all.to.out, folder)
                 ? anonymize_to_folder(c, folder)
                 : STATUS_USAGE;
    anonymity_end(&c->all.anonymity);
    return status;
}

static enum status
run_with(struct anonymize *c, int argc, char **argv)
{
    int folders = argtable_parse(&table, argc, argv, take_option, c);

    if (folders < 0)
        return STATUS_USAGE;
    if (c->help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (c->make_key && folders == 0 && !c->key)
        return key_file_make(c->make_key);
    if (c->make_key || missing(c, folders)) {
        say_error("expected %s; see 'netcap anonymize --help'",
                  c->make_key ? "nothing besides --make-key" : missing(c, folders));
        return STATUS_USAGE;
    }
    return with_key(c, argv[0]);
}

static int
run(int argc, char **argv)
{
    struct anonymize *c = need(1, sizeof *c);
    enum status status;

    c->all.to.format = file_format_named("ncap");
    status = run_with(c, argc, argv);
    anonymizing_free(&c->all);
    free(c);
    return (int)status;
}

const struct command command_anonymize = {
    .name = "anonymize",
    .brief = "write the records of a run with other addresses, to be published",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
