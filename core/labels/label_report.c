/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "labels/label_report.h"

#include "base/clock.h"
#include "base/path.h"
#include "labels/label_judge.h"
#include "labels/label_summary.h"
#include "records/new_file.h"
#include "records/run_file.h"
#include "run/report_put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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
    bool done = true;

    begin_list(to, ",\n  ", "files");
    for (size_t i = 0; i < made->n_names && done; i++) {
        char *name = exporting_file(made, made->names[i]);
        char *path = path_join(made->out, name, "");

        next_item(to, i);
        put_text(to, "{", "name", name);
        done = put_sum(to, path);
        text_char(to, '}');
        free(path);
        free(name);
    }
    end_list(to, made->n_names);
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

/* An earlier one is gone by now, see label_older_begin(). */
static enum status
save(const struct out_folder *folder, const struct textbuf *text)
{
    struct new_file file;
    bool saved = new_file_begin(&file, folder, LABEL_REPORT_NAME) &&
                 new_file_write(&file, (const uint8_t *)text->data, text->used) &&
                 new_file_finish(&file);

    new_file_free(&file);
    return saved ? STATUS_DONE : STATUS_FAILED;
}

enum status
label_report(struct labelling *l, const char *const *options, size_t n)
{
    struct textbuf text = { .fd = -1 };
    enum status status = put_all(&text, l, options, n) ? save(&l->to.folder, &text) : STATUS_FAILED;

    textbuf_free(&text);
    return status;
}
