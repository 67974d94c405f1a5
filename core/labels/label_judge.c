/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_judge.h"

#include <inttypes.h>
#include <stdlib.h>

#define SECOND INT64_C(1000000000)

uint64_t
label_matched(const struct labels *labels, const struct label_file *file, int hours)
{
    uint32_t bit = UINT32_C(1) << (hours + LABEL_SHIFT_MOST);
    uint64_t n = 0;

    for (size_t i = 0; i < file->labels; i++)
        n += (labels->list[file->first + i].shifts & bit) != 0;
    return n;
}

int
label_better_shift(const struct labels *labels, const struct label_file *file, unsigned times)
{
    uint64_t most = times * label_matched(labels, file, 0);
    int best = 0;

    /* Of two that are as good the nearer one: 1, -1, 2 ... */
    for (int i = 2; i < 2 * LABEL_SHIFT_MOST + 2; i++) {
        int hours = i % 2 ? -i / 2 : i / 2;
        uint64_t matched = label_matched(labels, file, hours);

        if (matched > most) {
            most = matched;
            best = hours;
        }
    }
    return best;
}

static enum status
judge_shift(const struct labels *labels, const struct label_file *file)
{
    int hours = label_better_shift(labels, file, LABEL_FAR_MORE);

    if (!hours)
        return STATUS_DONE;
    say_error("%s: shifted by %+d h %" PRIu64 " of %" PRIu64 " labels match, as they stand "
              "%" PRIu64 ": is the zone right? If they are to be taken as they stand, give "
              "--as-they-stand",
              file->path, hours, label_matched(labels, file, hours), file->labels,
              label_matched(labels, file, 0));
    return STATUS_USAGE;
}

static char *
time_text(int64_t nanoseconds)
{
    const struct text_time time = { nanoseconds / SECOND - (nanoseconds % SECOND < 0), 0, 6 };
    struct textbuf text = { .fd = -1 };

    text_time_utc(&text, &time);
    text_char(&text, '\0');
    return text.data;
}

static void
say_times(const char *of, int64_t begin, int64_t end)
{
    char *from = time_text(begin), *upto = time_text(end);

    say_error("%s are from %s to %s", of, from, upto);
    free(from);
    free(upto);
}

static enum status
judge_none(const struct labelling *l)
{
    const struct labels *labels = &l->labels;
    int64_t begin = INT64_MAX, end = INT64_MIN;

    for (size_t i = 0; i < labels->index.count; i++) {
        const struct label_span *span = &labels->index.spans[i];

        begin = span->begin < begin ? span->begin : begin;
        end = span->end > end ? span->end : end;
    }
    say_error("none of %zu labels is about any of %" PRIu64 " records", labels->count,
              l->sum.records);
    if (labels->count)
        say_times("the labels", begin, end);
    if (l->sum.records)
        say_times("the records", l->first, l->last);
    return STATUS_USAGE;
}

enum status
label_judge(const struct labelling *l, bool as_they_stand, bool strict)
{
    const struct labels *labels = &l->labels;
    enum status status = STATUS_DONE;
    uint64_t matched = 0;

    for (size_t i = 0; i < labels->n_files; i++) {
        matched += label_matched(labels, &labels->files[i], 0);
        if (!as_they_stand && judge_shift(labels, &labels->files[i]) != STATUS_DONE)
            status = STATUS_USAGE;
    }
    if (!matched && status == STATUS_DONE)
        status = judge_none(l);
    if (strict && l->sum.several) {
        say_error("%s: record %" PRIu64 " has several labels, and so have %" PRIu64
                  " records in all: expected none with --strict",
                  l->several_path, l->several_record, l->sum.several);
        status = STATUS_USAGE;
    }
    return status;
}
