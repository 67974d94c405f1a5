/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_files.h"

#include "labels/label_answer.h"
#include "labels/label_formats.h"
#include "labels/label_lines.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SAID_MOST = 10 }; /* broken lines of a file that are told one by one */

/* What a line of a megabyte may become. */
#define LINE_MEMORY ((size_t)64 << 20)

struct input {
    struct labels *labels;
    struct label_file *file;
    struct label_reading reading;
    struct label_lines *lines;
    enum status status;
};

static void
say_broken(struct input *in)
{
    if (in->file->broken++ < SAID_MOST)
        say_error("%s:%" PRIu64 ": %s", in->file->path, in->file->lines, in->reading.why);
    in->status = STATUS_PARTIAL;
}

static bool
stops(struct input *in, const char *expected)
{
    say_error("%s:%" PRIu64 ": %s", in->file->path, in->file->lines, expected);
    in->status = STATUS_USAGE;
    return false;
}

/* The first line that has something in it says which format it is; false: it is in none. */
static bool
begin_format(struct input *in, const char *line)
{
    if (!in->file->format)
        in->file->format = label_format_of(line);
    if (!in->file->format)
        return stops(in, "is in no known format: expected Suricata's eve.json or fast.log, Zeek's "
                         "notice.log, or a schedule whose first row names its columns");
    if (!in->reading.state)
        in->reading.state = need(1, in->file->format->state_size + 1);
    return true;
}

static void
take_label(struct input *in, const struct label_said *said)
{
    const char *expected = labels_add(in->labels, said, (uint32_t)in->file->lines);

    if (expected) {
        label_broken(&in->reading, expected);
        say_broken(in);
    }
}

/* False: no more is to be read. */
static bool
take_line(struct input *in, char *line)
{
    struct label_said said = { .community_id = "", .protocol = -1 };

    pool_reset(in->reading.pool);
    if (in->labels->count == LABELS_MOST)
        return stops(in, "more than 10000000 labels: expected less in all files together");
    switch (in->file->format->read(&in->reading, line, &said)) {
    case LABEL_SAID: take_label(in, &said); return true;
    case LABEL_NONE: in->file->none++; return true;
    case LABEL_NOWHERE: in->file->nowhere++; return true;
    case LABEL_STOP: return stops(in, in->reading.why);
    default: say_broken(in); return true;
    }
}

static bool
next_line(struct input *in)
{
    const char *why;
    char *line = label_lines_next(in->lines, &why);

    if (!line)
        return false;
    in->file->lines++;
    if (why) {
        label_broken(&in->reading, why);
        say_broken(in);
        return true;
    }
    if (in->file->lines == 1 && strncmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3;
    if (!line[strspn(line, " \t")]) {
        in->file->none++;
        return true;
    }
    return begin_format(in, line) && take_line(in, line);
}

static void
end_file(struct input *in)
{
    struct label_file *file = in->file;

    if (file->broken > SAID_MOST)
        say_error("%s: %" PRIu64 " lines are broken, of which the first %d are said", file->path,
                  file->broken, SAID_MOST);
    if (label_lines_damage(in->lines)) {
        say_error("%s: %s", file->path, label_lines_damage(in->lines));
        in->status = in->status == STATUS_DONE ? STATUS_PARTIAL : in->status;
    }
    if (!file->labels && !file->broken && in->status == STATUS_DONE)
        say_error("%s: has no label in %" PRIu64 " lines", file->path, file->lines);
    if (!label_lines_sum(in->lines, file->sha256, &file->bytes))
        *file->sha256 = '\0';
    file->zone = in->reading.zone;
}

static struct label_file *
add_file(struct labels *labels, const char *path, const struct label_format *format)
{
    struct label_file *file;

    labels->files = grow(labels->files, (labels->n_files + 1) * sizeof *labels->files);
    file = &labels->files[labels->n_files++];
    *file = (struct label_file){ .path = path, .format = format, .first = labels->count };
    return file;
}

enum status
label_file_read(struct labels *labels, const char *path, const struct label_format *format,
                const struct label_zone *zone)
{
    struct pool pool = { .budget = LINE_MEMORY };
    struct input in = { labels,
                        add_file(labels, path, format),
                        { *zone, &pool, NULL, "" },
                        label_lines_open(path),
                        STATUS_DONE };

    if (!in.lines) {
        say_error("%s: cannot be opened: %s", path, strerror(errno));
        return STATUS_FAILED;
    }
    while (next_line(&in))
        ;
    end_file(&in);
    label_lines_close(in.lines);
    pool_free(&pool);
    free(in.reading.state);
    return in.status;
}
