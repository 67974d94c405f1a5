/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "anonymize/anonymize_report.h"

#include "anonymize/still_true.h"
#include "base/clock.h"
#include "base/compress.h"
#include "base/figures.h"
#include "base/our_file.h"
#include "base/path.h"
#include "output/header.h"
#include "run/report.h"
#include "run/report_put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is replaced, as the report calls it. */
static const struct {
    enum deed deed;
    const char *key;
} replaced[] = {
    { DEED_ADDRESS, "addresses" },
    { DEED_PREFIX, "prefixes" },
    { DEED_LINK, "links" },
    { DEED_ANY, "ids_or_addresses" },
    { DEED_NAME, "names" },
    { DEED_URL, "urls" },
    { DEED_ID, "ids" },
    { DEED_NUMBER, "numbers" },
    { DEED_COMMUNITY, "community_ids" },
};

/* ---- the report ---- */

static void
put_state(struct textbuf *to, struct timespec began, enum status status)
{
    put_number(to, "{\n  ", "format", 1);
    put_text(to, ",\n  ", "program", "netcap " PACKAGE_VERSION);
    put_text(to, ",\n  ", "compressor", compress_library());
    put_text(to, ",\n  ", "status", status == STATUS_DONE ? "done" : "partial");
    put_number(to, ",\n  ", "exit_status", status);
    put_text(to, ",\n  ", "created", header_time());
    put_null(to, ",\n  ", "run_id");
    put_null(to, ",\n  ", "set");
    put_null(to, ",\n  ", "closed_by");
    put_time(to, ",\n  ", "started", began);
    put_time(to, ",\n  ", "ended", clock_date());
    text_string(to,
                ",\n  \"sources\": [],\n  \"inputs\": [],\n  \"options\": [],\n  \"plugins\": []");
}

static void
put_anonymized(struct textbuf *to, const struct anonymizing *all)
{
    bool text = all->done[DEED_TEXT] || all->done[DEED_UNTOLD];
    size_t n = 0;

    put_key(to, ",\n  ", "anonymized");
    put_text(to, "{\n    ", "addresses", "prefix-preserving");
    put_text(to, ",\n    ", "links",
             all->anonymity.addresses.whole_links ? "whole" : "vendor kept");
    put_text(to, ",\n    ", "names", all->anonymity.names.hashed ? "hashed" : "kept");
    put_text(to, ",\n    ", "text", text ? "dropped" : "none");
    put_key(to, ",\n    ", "again");
    text_string(to, all->again ? "true" : "false");
    put_key(to, ",\n    ", "values");
    for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++)
        put_number(to, i ? ", " : "{", replaced[i].key, all->done[replaced[i].deed]);
    text_char(to, '}');
    begin_list(to, ",\n    ", "dropped");
    for (; n < all->n_left; n++) {
        next_item(to, n);
        put_text(to, "  {", "field", all->left[n].path);
        put_text(to, ", ", "what", deed_name(all->left[n].deed));
        put_number(to, ", ", "values", all->left[n].values);
        text_char(to, '}');
    }
    text_string(to, n ? "\n    ]" : "]");
    put_number(to, ",\n    ", "unknown", all->unknown);
    text_string(to, "\n  }");
}

static bool
put_file(struct textbuf *to, const struct anonymizing *all, const struct anonymized *file, size_t n)
{
    char *name = exporting_file(&all->to, file->name), *path = path_join(all->to.out, name, "");
    size_t stem = strcspn(file->name, "-");
    struct file_sum sum;
    bool done = file_sum(path, &sum);

    if (done) {
        char *type = need_text("%.*s", (int)stem, file->name);

        next_item(to, n);
        put_text(to, "{", "name", name);
        put_text(to, ", ", "type", type);
        put_number(to, ", ", "records", file->records);
        put_number(to, ", ", "bytes", sum.bytes);
        put_text(to, ", ", "sha256", sum.sha256);
        text_char(to, '}');
        free(type);
    } else {
        say_error("%s: cannot be read: %s", path, strerror(errno));
    }
    free(path);
    free(name);
    return done;
}

/* Which one tells of a file; allocated, NULL of what was not read. */
static char *
report_of(const struct anonymizing *all, size_t i)
{
    char *name = all->files[i].name ? exporting_file(&all->to, all->files[i].name) : NULL;
    char *report = name ? our_file_report(name) : NULL;

    free(name);
    return report;
}

/* Of those files that this report tells of. */
static bool
put_files(struct textbuf *to, const struct anonymizing *all, const char *report)
{
    bool done = true;
    size_t n = 0;

    begin_list(to, ",\n  ", "files");
    for (size_t i = 0; i < all->paths.n && done; i++) {
        char *told = report_of(all, i);

        if (told && strcmp(told, report) == 0)
            done = put_file(to, all, &all->files[i], n++);
        free(told);
    }
    end_list(to, n);
    return done;
}

static enum status
write_report(const struct anonymizing *all, const char *folder, const char *name,
             struct timespec began, enum status status)
{
    char *path = path_join(folder, name, "");
    struct textbuf text = { .fd = -1 };
    struct run_file run = { .folder = NULL };
    bool there = access(path, R_OK) == 0 && run_file_open(&run, path) == STATUS_DONE;
    bool done;

    put_state(&text, began, status);
    put_anonymized(&text, all);
    done = put_files(&text, all, name);
    if (there && run.whole)
        still_true(&text, run.says);
    put_own_sum(&text);
    if (done && report_save(&all->to.folder, name, &text, true)) {
        say_error("%s/%s: cannot be written: %s", all->to.out, name, strerror(errno));
        done = false;
    }
    run_file_close(&run);
    textbuf_free(&text);
    free(path);
    return done ? STATUS_DONE : STATUS_FAILED;
}

/* Whether an earlier file is told of by the same. */
static bool
is_written(const struct anonymizing *all, size_t which, const char *report)
{
    bool written = false;

    for (size_t i = 0; i < which && !written; i++) {
        char *other = report_of(all, i);

        written = other && strcmp(report, other) == 0;
        free(other);
    }
    return written;
}

enum status
anonymize_report(const struct anonymizing *all, const char *folder, struct timespec began,
                 enum status status)
{
    enum status made = STATUS_DONE;

    for (size_t i = 0; i < all->paths.n && made == STATUS_DONE; i++) {
        char *report = report_of(all, i);

        if (report && !is_written(all, i, report))
            made = write_report(all, folder, report, began, status);
        free(report);
    }
    if (!all->paths.n)
        made = write_report(all, folder, OUR_REPORT_NAME, began, status);
    return made;
}

/* ---- for people ---- */

static void
put_count(struct textbuf *to, const char *before, uint64_t n, const char *what)
{
    char number[NUMBER_TEXT];

    text_string(to, before);
    text_string(to, text_count(n, number));
    text_char(to, ' ');
    text_string(to, what);
}

void
anonymize_summary(const struct anonymizing *all, struct textbuf *to)
{
    const char *between = "\nreplaced: ";

    put_count(to, "", all->records, "records anonymized");
    for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++) {
        if (!all->done[replaced[i].deed])
            continue;
        put_count(to, between, all->done[replaced[i].deed], deed_name(replaced[i].deed));
        between = ", ";
    }
    text_string(to, all->anonymity.names.hashed
                        ? "\nnames and URLs are hashed\n"
                        : "\nnames and URLs are as they were, but for addresses in them\n");
    for (size_t i = 0; i < all->n_left; i++) {
        text_string(to, "left empty: ");
        text_string(to, all->left[i].path);
        put_count(to, ", ", all->left[i].values, "values of ");
        text_string(to, deed_name(all->left[i].deed));
        text_char(to, '\n');
    }
    if (all->unknown)
        put_count(to, "left out: ", all->unknown, "fields that the schemas do not have\n");
}
