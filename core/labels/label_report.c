/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "labels/label_report.h"

#include "base/clock.h"
#include "base/part_file.h"
#include "base/path.h"
#include "labels/label_judge.h"
#include "labels/label_summary.h"
#include "output/file_formats.h"
#include "records/run_file.h"
#include "records/unfinished.h"
#include "run/report_put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
put_sum(struct textbuf *to, const char *path)
{
    struct file_sum sum;

    if (!file_sum(path, &sum)) {
        say_error("%s: cannot be read: %s", path, strerror(errno));
        return false;
    }
    put_text(to, ", ", "sha256", sum.sha256);
    put_number(to, ", ", "bytes", sum.bytes);
    return true;
}

static void
put_joins(struct textbuf *to, const char *between, const uint64_t by[LABEL_JOINS])
{
    for (size_t i = 0; i < LABEL_JOINS; i++)
        put_number(to, between, label_join_keys[i], by[i]);
}

static void
put_values(struct textbuf *to, const struct label_texts *texts)
{
    size_t n = 0;

    begin_list(to, ",\n  ", "values");
    for (size_t i = 0; i < texts->count; i++) {
        if (!texts->list[i].records)
            continue;
        next_item(to, n++);
        put_text(to, "{", "label", texts->list[i].text);
        put_number(to, ", ", "records", texts->list[i].records);
        text_char(to, '}');
    }
    end_list(to, n);
}

static void
put_labels(struct textbuf *to, const struct labels *labels)
{
    begin_list(to, ",\n  ", "labels");
    for (size_t i = 0; i < labels->n_files; i++) {
        const struct label_file *file = &labels->files[i];

        next_item(to, i);
        put_text(to, "{", "path", file->path);
        put_text(to, ", ", "format", file->format ? file->format->name : NULL);
        put_text(to, ", ", "sha256", *file->sha256 ? file->sha256 : NULL);
        put_number(to, ", ", "bytes", file->bytes);
        put_number(to, ", ", "lines", file->lines);
        put_number(to, ", ", "labels", file->labels);
        put_number(to, ", ", "matched", label_matched(labels, file, 0));
        put_number(to, ", ", "none", file->none);
        put_number(to, ", ", "nowhere", file->nowhere);
        put_number(to, ", ", "broken", file->broken);
        put_number(to, ", ", "zone_taken", file->zone.used);
        put_key(to, ", ", "zone_seconds");
        text_signed(to, file->zone.used ? file->zone.seconds : 0);
        put_joins(to, ", ", file->by);
        text_char(to, '}');
    }
    end_list(to, labels->n_files);
}

static bool
put_inputs(struct textbuf *to, const struct labelling *l)
{
    size_t n = 0;
    bool done = true;

    begin_list(to, ",\n  ", "inputs");
    for (size_t i = 0; i < l->paths.n && done; i++) {
        const struct labelled *file = &l->files[i];

        if (file->unread)
            continue;
        next_item(to, n++);
        put_text(to, "{", "path", file->path);
        done = put_sum(to, file->path);
        put_number(to, ", ", "records", file->records);
        put_number(to, ", ", "labelled", file->labelled);
        put_number(to, ", ", "several", file->several);
        put_number(to, ", ", "undecided", file->undecided);
        put_number(to, ", ", "nobody", file->nobody);
        put_text(to, ", ", "left_out", file->why_not);
        text_char(to, '}');
    }
    end_list(to, n);
    return done;
}

static bool
put_files(struct textbuf *to, const struct exporting *made)
{
    char *suffix = file_format_suffix(made->format, &made->style.compression);
    bool done = true;

    begin_list(to, ",\n  ", "files");
    for (size_t i = 0; i < made->n_names && done; i++) {
        char *name = need_text("%s%s", made->names[i], suffix);
        char *path = path_join(made->out, name, "");

        next_item(to, i);
        put_text(to, "{", "name", name);
        done = put_sum(to, path);
        text_char(to, '}');
        free(path);
        free(name);
    }
    end_list(to, made->n_names);
    free(suffix);
    return done;
}

static bool
put_all(struct textbuf *to, const struct labelling *l, const char *const *options, size_t n)
{
    bool done;

    put_text(to, "{\n  ", "program", "netcap " PACKAGE_VERSION);
    put_time(to, ",\n  ", "created", clock_date());
    put_texts(to, "options", options, n);
    put_number(to, ",\n  ", "records", l->sum.records);
    put_number(to, ",\n  ", "labelled", l->sum.labelled);
    put_number(to, ",\n  ", "several", l->sum.several);
    put_number(to, ",\n  ", "undecided", l->sum.undecided);
    put_number(to, ",\n  ", "nobody", l->sum.nobody);
    put_joins(to, ",\n  ", l->by);
    put_values(to, &l->labels.texts);
    put_labels(to, &l->labels);
    done = put_inputs(to, l) && put_files(to, &l->to);
    text_string(to, "\n}\n");
    return done;
}

/* One that is there goes once this one is whole. */
static enum status
save(const struct out_folder *folder, const struct textbuf *text)
{
    struct part_file file;
    const char *what = part_file_create(&file, folder, LABEL_REPORT_NAME, "");
    size_t unfinished =
        what ? UNFINISHED_MOST : unfinished_begin(folder->fd, part_file_name(&file));

    if (!what)
        what = part_file_write(&file, (const uint8_t *)text->data, text->used);
    if (!what)
        what = part_file_sync(&file);
    if (!what)
        what = part_file_finish(&file);
    if (what)
        say_error("%s: cannot %s: %s", file.path, what, strerror(errno));
    if (what && file.made)
        unlinkat(folder->fd, part_file_name(&file), 0);
    if (unfinished < UNFINISHED_MOST)
        unfinished_end(unfinished);
    part_file_free(&file);
    return what ? STATUS_FAILED : STATUS_DONE;
}

enum status
label_report(struct labelling *l, const char *const *options, size_t n)
{
    struct textbuf text = { .fd = -1 };
    enum status status = put_all(&text, l, options, n) ? save(&l->to.folder, &text) : STATUS_FAILED;

    textbuf_free(&text);
    return status;
}
