/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "run/report.h"

#include "base/clock.h"
#include "base/compress.h"
#include "base/memory.h"
#include "base/our_file.h"
#include "base/part_file.h"
#include "run/counts.h"
#include "run/report_counts.h"
#include "run/report_hygiene.h"
#include "run/report_made.h"
#include "run/report_put.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
put_output_sum(struct textbuf *to, const struct report *r, const struct digest *digest)
{
    char sum[DIGEST_TEXT];

    digest_text(digest, sum);
    put_text(to, ", ", "sha256", r->over ? sum : NULL);
}

/* The name that it has, or gets when it is on disk. */
static void
put_file_name(struct textbuf *to, const struct report *r, const char *name)
{
    char *whole = r->turning ? our_file_whole(name) : NULL;

    put_text(to, "{", "name", whole ? whole : name);
    free(whole);
}

static size_t
put_record_file(struct textbuf *to, size_t before, const struct report *r,
                const struct output_stats *f)
{
    next_item(to, before);
    put_file_name(to, r, f->file);
    put_text(to, ", ", "type", f->name ? f->name : "");
    put_number(to, ", ", "records", f->records);
    put_number(to, ", ", "bytes", f->written);
    put_output_sum(to, r, f->digest);
    text_char(to, '}');
    return before + 1;
}

static size_t
put_packet_file(struct textbuf *to, size_t before, const struct report *r,
                const struct capture_writer *w)
{
    struct capture_writer_stats f = { .name = NULL };

    if (w)
        f = capture_writer_stats(w);
    if (!f.name)
        return before;
    next_item(to, before);
    put_file_name(to, r, f.name);
    put_null(to, ", ", "type");
    put_number(to, ", ", "packets", f.packets);
    put_number(to, ", ", "left_out", f.left_out);
    put_number(to, ", ", "bytes", f.written);
    put_output_sum(to, r, f.digest);
    text_char(to, '}');
    return before + 1;
}

static void
put_files(struct textbuf *to, const struct report *r, const struct supervisor *s)
{
    struct output_stats f;
    size_t n = 0;

    begin_list(to, ",\n  ", "files");
    for (size_t i = 0; output_file(s->output, i, &f); i++)
        n = put_record_file(to, n, r, &f);
    n = put_packet_file(to, n, r, s->account.unknown_file);
    n = put_packet_file(to, n, r, s->account.errors_file);
    end_list(to, n);
}

static void
put_packets(struct textbuf *to, const struct account *a)
{
    put_key(to, ",\n  ", "packets");
    put_number(to, "{\n    ", "all", a->packets + a->dropped);
    put_number(to, ",\n    ", "decoded", a->outcome[PACKET_DECODED]);
    put_number(to, ",\n    ", "unknown", a->outcome[PACKET_UNKNOWN]);
    put_number(to, ",\n    ", "refused", a->outcome[PACKET_REFUSED]);
    put_number(to, ",\n    ", "set_aside", a->outcome[PACKET_QUARANTINED]);
    put_number(to, ",\n    ", "dropped", a->dropped);
    text_string(to, "\n  }");
    put_number(to, ",\n  ", "marked", a->marked);
    put_number(to, ",\n  ", "noted", a->remarked);
}

/* The reasons of one outcome, the most frequent first. */
static void
put_reasons(struct textbuf *to, const char *between, const char *outcome, struct tally *t)
{
    tally_sort(t);
    begin_list(to, between, outcome);
    for (size_t i = 0; i < t->n; i++) {
        next_item(to, i);
        put_text(to, "  {", "reason", t->lines[i].label);
        put_number(to, ", ", "packets", t->lines[i].count);
        text_char(to, '}');
    }
    text_string(to, t->n ? "\n    ]" : "]");
}

static void
put_all_reasons(struct textbuf *to, struct account *a)
{
    put_key(to, ",\n  ", "reasons");
    put_reasons(to, "{\n    ", "unknown", &a->unknown);
    put_reasons(to, ",\n    ", "refused", &a->refused);
    put_reasons(to, ",\n    ", "set_aside", &a->quarantined);
    put_reasons(to, ",\n    ", "marked", &a->marks);
    put_reasons(to, ",\n    ", "noted", &a->remarks);
    text_string(to, "\n  }");
}

/* How many packets had one that is not listed. */
static void
put_reasons_left_out(struct textbuf *to, const struct account *a)
{
    put_key(to, ",\n  ", "reasons_left_out");
    put_number(to, "{", "unknown", a->unknown.left_out);
    put_number(to, ", ", "refused", a->refused.left_out);
    put_number(to, ", ", "set_aside", a->quarantined.left_out);
    put_number(to, ", ", "marked", a->marks.left_out);
    put_number(to, ", ", "noted", a->remarks.left_out);
    text_char(to, '}');
}

static void
put_switched_off(struct textbuf *to, const struct supervisor *s)
{
    const struct plugin_faults *of = s->recovery.faults.of;
    size_t n = 0;

    begin_list(to, ",\n  ", "switched_off");
    for (size_t i = 0; i < s->catalog->n_plugin; i++) {
        if (!of[i].off)
            continue;
        next_item(to, n++);
        put_text(to, "{", "plugin", s->catalog->plugin[i]->name);
        put_number(to, ", ", "failures", of[i].failures);
        put_number(to, ", ", "hangs", of[i].hangs);
        text_char(to, '}');
    }
    end_list(to, n);
}

static void
put_held(struct textbuf *to, const struct supervisor *s, const struct held *held)
{
    char name[HELD_TEXT];
    size_t n = 0;

    begin_list(to, ",\n  ", "held_lost");
    for (uint32_t stage = 0; stage < STAGES_MAX; stage++) {
        if (!held->lost[stage])
            continue;
        next_item(to, n++);
        put_text(to, "{", "what", held_name(s->tasks->shared, s->catalog, stage, name));
        put_text(to, ", ", "reason", held->lost[stage]);
        text_char(to, '}');
    }
    end_list(to, n);
}

static void
put_older(struct textbuf *to, const struct older *older)
{
    begin_list(to, ",\n  ", "older");
    for (size_t i = 0; i < older->n; i++) {
        next_item(to, i);
        put_text(to, "{", "name", older->names[i]);
        text_char(to, '}');
    }
    end_list(to, older->n);
}

static size_t
put_claim(struct textbuf *to, size_t before, const char *name)
{
    next_item(to, before);
    put_text(to, "{", "name", name);
    text_char(to, '}');
    return before + 1;
}

/* Of a file that is there the name that it is about to get; of another what it is to be called
 * while it grows, unless somebody's file is.  Takes the name. */
static size_t
put_claim_of(struct textbuf *to, size_t before, const struct folder_names *there, char *name,
             bool made)
{
    char *part = name ? need_text("%s" OUR_PART, name) : NULL;

    if (name && made && !there)
        before = put_claim(to, before, name);
    else if (name && !made && there && !folder_names_have(there, part))
        before = put_claim(to, before, part);
    free(part);
    free(name);
    return before;
}

/* So that what a killed run leaves is listed, although nothing is written at each step of it. */
static void
put_claimed(struct textbuf *to, const struct report *r, const struct supervisor *s)
{
    const struct capture_writer *packets[] = { s->account.unknown_file, s->account.errors_file };
    struct folder_names there = { 0 };
    struct folder_names *names = r->naming ? NULL : &there;
    size_t n = 0;
    char *name;
    bool made;

    /* Nobody has the name of a set, and a log may hold very many files. */
    if (!r->set)
        there = out_folder_names(r->folder);
    begin_list(to, ",\n  ", "claimed");
    for (size_t i = 0; output_name(s->output, i, &name, &made); i++)
        n = put_claim_of(to, n, names, name, made);
    for (size_t i = 0; i < 2; i++)
        if (packets[i])
            n = put_claim_of(to, n, names, capture_writer_name(packets[i]),
                             capture_writer_stats(packets[i]).name);
    end_list(to, n);
    folder_names_free(&there);
}

static const char *
status_word(int exit_status)
{
    switch (exit_status) {
    case REPORT_RUNNING: return "running";
    case STATUS_DONE: return "done";
    case STATUS_PARTIAL: return "partial";
    default: return "failed";
    }
}

static void
put_state(struct textbuf *to, const struct report *r, int exit_status)
{
    bool runs = exit_status == REPORT_RUNNING;

    put_number(to, "{\n  ", "format", 1);
    put_text(to, ",\n  ", "program", "netcapd " PACKAGE_VERSION);
    put_text(to, ",\n  ", "compressor", compress_library());
    put_text(to, ",\n  ", "status", status_word(exit_status));
    put_key(to, ",\n  ", "exit_status");
    if (runs)
        text_string(to, "null");
    else
        text_signed(to, exit_status);
    put_text(to, ",\n  ", "created", header_time());
    put_text(to, ",\n  ", "run_id", *r->run_id ? r->run_id : NULL);
    if (r->set)
        put_number(to, ",\n  ", "set", r->set);
    else
        put_null(to, ",\n  ", "set");
    put_text(to, ",\n  ", "closed_by", r->closed_by);
    put_time(to, ",\n  ", "started", r->started);
    if (runs) {
        put_null(to, ",\n  ", "ended");
    } else {
        put_time(to, ",\n  ", "ended", clock_date());
    }
}

const char *
report_save(const struct out_folder *in, const char *name, const struct textbuf *text, bool sync)
{
    struct out_folder folder = *in;
    struct part_file f;
    const char *doing;
    int why;

    folder.overwrite = true; /* one that could not be finished is this run's own */
    doing = part_file_create(&f, &folder, name, "");
    if (!doing)
        doing = part_file_write(&f, (const uint8_t *)text->data, text->used);
    if (!doing && sync)
        doing = part_file_sync(&f);
    if (!doing)
        doing = part_file_finish(&f);
    why = errno;
    part_file_free(&f);
    errno = why;
    return doing;
}

void
report_text(struct report *r, const struct supervisor *s, struct counts *counts, int exit_status,
            struct textbuf *text)
{
    r->over = exit_status != REPORT_RUNNING;
    put_state(text, r, exit_status);
    put_texts(text, "sources", r->sources, r->n_sources);
    report_made(text, r, s, counts);
    put_files(text, r, s);
    put_packets(text, &counts->account);
    put_all_reasons(text, &counts->account);
    put_reasons_left_out(text, &counts->account);
    report_counts(text, s, counts);
    report_hygiene(text, s, counts);
    put_switched_off(text, s);
    put_held(text, s, &counts->account.held);
    said_put(text, &r->said);
    put_older(text, r->older);
    if (exit_status == REPORT_RUNNING)
        put_claimed(text, r, s);
    put_null(text, ",\n  ", "sent");
    put_own_sum(text);
}

bool
report_write(struct report *r, struct supervisor *s, int exit_status)
{
    static struct counts counts; /* large, and there is only one */
    struct textbuf text = { .fd = -1 };
    const char *doing;

    counts_take(&counts, s);
    if (r->opened)
        counts_since(&counts, r->opened);
    r->flushed = s->flushed;
    r->written = clock_seconds();
    report_text(r, s, &counts, exit_status, &text);
    /* The report of a run that failed gets there if anything does. */
    doing = report_save(r->folder, r->name, &text,
                        exit_status != REPORT_RUNNING && exit_status != STATUS_FAILED);
    if (doing && !r->failed)
        say_error("%s/%s" OUR_PART ": cannot %s: %s", r->folder->path, r->name, doing,
                  strerror(errno));
    r->failed = doing != NULL;
    textbuf_free(&text);
    return !doing;
}

void
report_remove(const struct report *r)
{
    unlinkat(r->folder->fd, r->name, 0); /* more than say so cannot be done, which was */
}

void
report_begin(struct report *r)
{
    snprintf(r->name, sizeof r->name, OUR_REPORT_NAME);
    r->started = clock_date();
    said_begin(&r->said);
}

void
report_turn(struct report *r, const char *set, uint64_t number, const struct counts *opened)
{
    snprintf(r->name, sizeof r->name, "run%s.json", set);
    r->set = number;
    r->closed_by = NULL;
    r->opened = opened;
    r->started = clock_date();
    said_clear(&r->said);
}

void
report_end(struct report *r)
{
    said_end(&r->said);
}
