/* SPDX-License-Identifier: Apache-2.0 */
#include "records/run_sent.h"

#include "base/path.h"
#include "base/url.h"
#include "output/acknowledged.h"
#include "records/run_file.h"
#include "run/report.h"
#include "run/report_put.h"
#include "source/file_id_at.h"
#include "source/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define UNKNOWN "\n  \"sent\": null,\n  \"sum\": \"" /* as it stands until then, at the end */

struct sums {
    uint64_t files, records, left_files, left_records, left_bytes;
};

/* Messages of which so far the length, in groups of seven bits, or some of the bytes were read. */
struct messages {
    uint64_t n, length, left;
    unsigned shift;
};

static void
take_bytes(struct messages *m, const uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size;) {
        uint64_t more = m->left < size - i ? m->left : size - i;

        if (!m->left) {
            m->length |= m->shift < 64 ? (uint64_t)(at[i] & 127) << m->shift : 0;
            m->shift += 7;
            if (!(at[i++] & 128)) {
                m->left = m->length;
                m->n += !m->left;
                m->length = m->shift = 0;
            }
            continue;
        }
        m->left -= more;
        m->n += !m->left;
        i += (size_t)more;
    }
}

/* Messages that end within the first bytes of a file, but for the header. */
static uint64_t
records_within(const char *path, uint64_t bytes)
{
    static uint8_t buffer[64 << 10];
    struct source *source = source_open(path);
    struct messages messages = { .n = 0 };
    ssize_t got = 1;

    while (source && bytes > 0 && got > 0) {
        size_t most = bytes < sizeof buffer ? (size_t)bytes : sizeof buffer;

        got = source_read(source, buffer, most, -1);
        if (got > 0) {
            take_bytes(&messages, buffer, (size_t)got);
            bytes -= (size_t)got;
        }
    }
    source_close(source);
    return messages.n ? messages.n - 1 : 0;
}

/* The furthest that the destination is noted to have, whoever it takes the sensor for. */
static const struct position_mark *
find_mark(const struct acknowledged *all, const char *url, const struct file_id *id)
{
    const struct position_mark *best = NULL;

    for (size_t i = 0; i < all->count; i++) {
        const char *blank = strchr(all->all[i].whose, ' ');
        const struct position_mark *mark =
            blank && strcmp(blank + 1, url) == 0 ? position_find(&all->all[i], id) : NULL;

        if (mark && (!best || mark->whole || mark->done > best->done))
            best = mark;
    }
    return best;
}

static void
count_file(struct sums *sums, const struct json *file, const struct position_mark *mark,
           const char *path)
{
    uint64_t records = 0, bytes = 0, has = 0;

    json_number(file, "records", &records);
    json_number(file, "bytes", &bytes);
    if (mark && mark->whole) {
        sums->files++;
        sums->records += records;
        return;
    }
    has = mark ? records_within(path, mark->done) : 0;
    sums->records += has;
    sums->left_files++;
    sums->left_records += records - (has < records ? has : records);
    sums->left_bytes += bytes - (mark && mark->raw < bytes ? mark->raw : 0);
}

static void
put_destination(struct textbuf *to, const struct run_file *run, const struct acknowledged *all,
                const char *url, enum status status)
{
    struct sums sums = { .files = 0 };

    for (const struct json *f = run_file_list(run, "files"); f; f = f->next) {
        const char *name = json_text(f, "name");
        char *path = path_join(run->folder, name ? name : "", "");
        struct file_id id;

        if (json_text(f, "type"))
            count_file(&sums, f, file_id_at(&id, path) ? find_mark(all, url, &id) : NULL, path);
        free(path);
    }
    put_text(to, "{", "to", url);
    put_key(to, ", ", "complete");
    text_string(to, status == STATUS_DONE && !sums.left_files ? "true" : "false");
    put_number(to, ", ", "acknowledged_files", sums.files);
    put_number(to, ", ", "acknowledged_records", sums.records);
    put_number(to, ", ", "left_files", sums.left_files);
    put_number(to, ", ", "left_records", sums.left_records);
    put_number(to, ", ", "left_bytes", sums.left_bytes);
    text_char(to, '}');
}

static void
put_sent(struct textbuf *to, const struct run_sent *sent, const struct run_file *run)
{
    struct acknowledged all = acknowledged_read(sent->folder, NULL);

    begin_list(to, ",\n  ", "sent");
    for (size_t i = 0; i < sent->n; i++) {
        char *url = url_shown(sent->urls[i]);

        next_item(to, i);
        put_destination(to, run, &all, url, (enum status)sent->status[i]);
        free(url);
    }
    end_list(to, sent->n);
    acknowledged_free(&all);
}

/* Whether it is what the run wrote last. */
static bool
is_ours(const struct run_sent *sent, const struct run_file *run)
{
    struct textbuf is = { .fd = -1 }, ours = { .fd = -1 };
    bool same;

    put_text(&is, "", "started", run_file_text(run, "started"));
    put_time(&ours, "", "started", sent->started);
    same = run->whole && is.used == ours.used && memcmp(is.data, ours.data, is.used) == 0;
    textbuf_free(&is);
    textbuf_free(&ours);
    return same;
}

/* NULL, or what could not be done. */
static const char *
write_anew(const struct run_sent *sent, const struct out_folder *folder, const char *path)
{
    struct textbuf text = { .fd = -1 };
    struct run_file run;
    const char *wrong = "is not as it was written";
    char *before = run_file_read(path), *at = before ? strstr(before, UNKNOWN) : NULL;

    if (run_file_open(&run, path) == STATUS_DONE && at && is_ours(sent, &run)) {
        text_bytes(&text, before, (size_t)(at - before) - 1);
        put_sent(&text, sent, &run);
        put_own_sum(&text);
        wrong = report_save(folder, sent->report, &text, true);
    }
    run_file_close(&run);
    textbuf_free(&text);
    free(before);
    return wrong;
}

void
run_sent_note(const struct run_sent *sent)
{
    char *path = path_join(sent->folder, sent->report, "");
    char why[OUT_FOLDER_WHY];
    struct out_folder folder;
    const char *wrong = why;

    if (out_folder_try(&folder, sent->folder, sent->file_mode, true, why) == STATUS_DONE) {
        wrong = write_anew(sent, &folder, path);
        out_folder_close(&folder);
    }
    if (wrong)
        say_error("%s: does not say what was sent: %s", path, wrong);
    free(path);
}
