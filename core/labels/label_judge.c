/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SECOND INT64_C(1000000000)

uint64_t
label_matched(const struct labels *labels, const struct label_file *file, int halves)
{
    uint64_t bit = UINT64_C(1) << (halves + LABEL_SHIFT_MOST);
    uint64_t n = 0;

    for (size_t i = 0; i < file->labels; i++)
        n += (label_twin(labels, file->first + i)->shifts & bit) != 0;
    return n;
}

int
label_better_shift(const struct labels *labels, const struct label_file *file, unsigned times)
{
    uint64_t most = times * label_matched(labels, file, 0);
    int best = 0;

    /* Of two that are as good whole hours, and the nearer one: 1, -1, 2 ... 1/2, -1/2 ... */
    for (int odd = 0; odd < 2; odd++)
        for (int by = 2 - odd; by <= LABEL_SHIFT_MOST; by = by > 0 ? -by : -by + 2) {
            uint64_t matched = label_matched(labels, file, by);

            if (matched > most) {
                most = matched;
                best = by;
            }
        }
    return best;
}

bool
label_meets_its_time(const struct labels *labels, const struct label_file *file)
{
    uint64_t within = 0, met = 0;

    for (size_t i = 0; i < file->labels; i++) {
        const struct label *label = label_twin(labels, file->first + i);

        within += label->within;
        met += label->within && (label->shifts & LABEL_SHIFT_NONE);
    }
    return within && 2 * met >= within;
}

void
label_shift_text(char to[LABEL_SHIFT_TEXT], int halves)
{
    snprintf(to, LABEL_SHIFT_TEXT, "%c%d%s h", halves < 0 ? '-' : '+', abs(halves) / 2 % 100,
             halves % 2 ? ":30" : "");
}

static enum status
judge_shift(const struct labels *labels, const struct label_file *file)
{
    int halves = label_better_shift(labels, file, LABEL_FAR_MORE);
    char shift[LABEL_SHIFT_TEXT];

    if (!halves || label_meets_its_time(labels, file))
        return STATUS_DONE;
    label_shift_text(shift, halves);
    say_error("%s: shifted by %s %" PRIu64 " of %" PRIu64 " labels match, as they stand "
              "%" PRIu64 ": is the zone right? If they are to be taken as they stand, give "
              "--as-they-stand",
              file->path, shift, label_matched(labels, file, halves), file->labels,
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

static void
say_none(const struct labelling *l, bool as_they_stand)
{
    const struct labels *labels = &l->labels;

    say_error("none of %zu labels is about any of %" PRIu64 " records%s", labels->count,
              l->sum.records, as_they_stand ? "" : ": if that is so, give --as-they-stand");
    if (labels->count)
        say_times("the labels", labels->first, labels->last);
    if (l->timed)
        say_times("the records", l->first, l->last);
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
    if (!matched && status == STATUS_DONE) {
        say_none(l, as_they_stand);
        status = as_they_stand ? STATUS_DONE : STATUS_USAGE;
    }
    if (strict && l->sum.several) {
        say_error("%s: record %" PRIu64 " has several labels, and so have %" PRIu64
                  " records in all: expected none with --strict",
                  l->several_path, l->several_record, l->sum.several);
        status = STATUS_USAGE;
    }
    return status;
}
