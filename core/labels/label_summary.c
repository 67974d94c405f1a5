/* SPDX-License-Identifier: Apache-2.0 */
#include "labels/label_summary.h"

#include "formats/visible_text.h"
#include "labels/label_judge.h"

#include <stdlib.h>
#include <string.h>

enum { UNMATCHED_MOST = 10, VALUES_MOST = 20, TEXT_MOST = 80 };

const char *const label_join_texts[LABEL_JOINS] = { "by both ends with their ports",
                                                    "by both addresses", "by one side's addresses",
                                                    "by time alone" };
const char *const label_join_keys[LABEL_JOINS] = { "by_ends", "by_hosts", "by_net", "by_time" };

static void
put_shown(struct textbuf *to, const char *text)
{
    visible_text(to, text, strlen(text), TEXT_MOST);
}

static void
put_path(struct textbuf *to, const char *path)
{
    visible_text(to, path, strlen(path), SIZE_MAX);
}

/* "3 records", "1 record". */
static void
put_count(struct textbuf *to, const char *before, uint64_t n, const char *one, const char *many)
{
    text_string(to, before);
    text_unsigned(to, n);
    text_char(to, ' ');
    text_string(to, n == 1 ? one : many);
}

static void
put_joins(struct textbuf *to, const uint64_t by[LABEL_JOINS], const char *before)
{
    for (size_t i = 0; i < LABEL_JOINS; i++) {
        if (!by[i])
            continue;
        text_string(to, before);
        text_unsigned(to, by[i]);
        text_char(to, ' ');
        text_string(to, label_join_texts[i]);
        before = ", ";
    }
}

/* The first that are about no record, by their lines. */
static void
put_unmatched(struct textbuf *to, const struct labels *labels, const struct label_file *file)
{
    size_t left = UNMATCHED_MOST;

    for (size_t i = file->first; i < file->first + file->labels && left; i++) {
        const struct label *label = &labels->list[i];

        if (label_twin(labels, i)->shifts & LABEL_SHIFT_NONE)
            continue;
        text_string(to, "  ");
        put_path(to, file->path);
        text_char(to, ':');
        text_unsigned(to, label->line);
        text_string(to, ": is about no record: ");
        put_shown(to, labels->texts.list[label->text].text);
        text_char(to, '\n');
        left--;
    }
}

/* What was assumed of times that do not say all. */
static void
put_zone(struct textbuf *to, const struct label_zone *zone)
{
    unsigned minutes = (unsigned)abs(zone->seconds) / 60;
    char text[16];

    if (!zone->used)
        return;
    snprintf(text, sizeof text, "%c%02u:%02u", zone->seconds < 0 ? '-' : '+', minutes / 60 % 100,
             minutes % 60);
    put_count(to, "  ", zone->used, "time without a zone was taken as ",
              "times without a zone were taken as ");
    text_string(to, text);
    text_char(to, '\n');
}

/* One that is better, if not by far. */
static void
put_shift(struct textbuf *to, const struct labels *labels, const struct label_file *file)
{
    int halves = label_better_shift(labels, file, 1);
    char shift[LABEL_SHIFT_TEXT];

    if (!halves)
        return;
    label_shift_text(shift, halves);
    text_string(to, "  shifted by ");
    text_string(to, shift);
    text_char(to, ' ');
    text_unsigned(to, label_matched(labels, file, halves));
    put_count(to, " of ", file->labels, "label would match, as they stand ",
              "labels would match, as they stand ");
    text_unsigned(to, label_matched(labels, file, 0));
    text_char(to, '\n');
}

static void
put_label_file(struct textbuf *to, const struct labels *labels, const struct label_file *file)
{
    uint64_t matched = label_matched(labels, file, 0);

    put_path(to, file->path);
    put_count(to, ": ", file->labels, "label in ", "labels in ");
    put_count(to, "", file->lines, "line", "lines");
    put_joins(to, file->by, ", ");
    put_count(to, "; ", matched, "is about records\n", "are about records\n");
    if (file->nowhere)
        put_count(to, "  ", file->nowhere, "line names no address\n", "lines name no address\n");
    if (file->other_ids)
        put_count(to, "  ", file->other_ids,
                  "Community ID is none of the ends beside it, which count: made with a seed?\n",
                  "Community IDs are none of the ends beside them, which count: made with a "
                  "seed?\n");
    put_zone(to, &file->zone);
    put_shift(to, labels, file);
    put_unmatched(to, labels, file);
    if (file->labels - matched > UNMATCHED_MOST)
        put_count(to, "  ", file->labels - matched, "label is about no record\n",
                  "labels are about no record\n");
}

static void
put_record_file(struct textbuf *to, const struct labelled *file)
{
    put_path(to, file->path);
    put_count(to, ": ", file->records, "record, ", "records, ");
    text_unsigned(to, file->labelled);
    text_string(to, " labelled");
    if (file->several)
        put_count(to, ", of which ", file->several, "could have had another label",
                  "could have had other labels");
    if (file->undecided)
        put_count(to, "; ", file->undecided,
                  "record does not say what labels ask about: its column is empty",
                  "records do not say what labels ask about: their column is empty");
    if (file->nobody)
        put_count(to, "; ", file->nobody, "record has no address or no time: its column is empty",
                  "records have no address or no time: their column is empty");
    text_char(to, '\n');
}

/* Those whose records say nothing that a label could be joined with. */
static void
put_left_out(struct textbuf *to, const struct labelling *l)
{
    static const char *const whys[] = {
        "left out, as their records say nothing of both addresses and a time: ",
        "left out, as their records say nothing of protocol and ports, which labels ask about "
        "(--packet-numbers=on of netcapd gives them a Community ID): ",
    };

    for (int of_ends = 0; of_ends < 2; of_ends++) {
        const char *before = whys[of_ends];

        for (size_t i = 0; i < l->paths.n; i++) {
            if (!l->files[i].why_not || l->files[i].tells_nothing != (of_ends == 1))
                continue;
            text_string(to, before);
            put_path(to, l->files[i].path);
            before = ", ";
        }
        text_string(to, *before == ',' ? "\n" : "");
    }
}

static int
by_records(const void *left, const void *right)
{
    const struct label_text *a = left, *b = right;

    if (a->records != b->records)
        return a->records > b->records ? -1 : 1;
    return strcmp(a->text, b->text);
}

static void
put_values(struct textbuf *to, const struct label_texts *texts)
{
    struct label_text *list = need(texts->count + 1, sizeof *list);
    size_t used = 0;

    for (size_t i = 0; i < texts->count; i++)
        if (texts->list[i].records)
            list[used++] = texts->list[i];
    qsort(list, used, sizeof *list, by_records);
    for (size_t i = 0; i < used && i < VALUES_MOST; i++) {
        put_count(to, "  ", list[i].records, "record: ", "records: ");
        put_shown(to, list[i].text);
        text_char(to, '\n');
    }
    if (used > VALUES_MOST)
        put_count(to, "  ", used - VALUES_MOST, "label more\n", "labels more\n");
    free(list);
}

void
label_summary(const struct labelling *l, struct textbuf *to)
{
    for (size_t i = 0; i < l->labels.n_files; i++)
        put_label_file(to, &l->labels, &l->labels.files[i]);
    for (size_t i = 0; i < l->paths.n; i++)
        if (!l->files[i].unread && !l->files[i].why_not)
            put_record_file(to, &l->files[i]);
    put_left_out(to, l);
    put_count(to, "", l->sum.labelled, "record is labelled", "records are labelled");
    put_joins(to, l->by, ": ");
    text_char(to, '\n');
    put_values(to, &l->labels.texts);
}
