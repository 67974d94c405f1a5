/* SPDX-License-Identifier: Apache-2.0 */
#include "run/rotation.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/say.h"
#include "output/acknowledged.h"
#include "run/packet_files.h"
#include "run/report.h"
#include "run/signals.h"
#include "source/file_id_at.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* The wall clock, in milliseconds since 1970: people look for files that begin at round times. */
static uint64_t
wall_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint64_t
slot_now(const struct settings *s)
{
    return s->rotate_time ? wall_clock() / s->rotate_time : 0;
}

static uint64_t
written(const struct supervisor *s)
{
    return output_written(s->output) + packet_files_written(&s->account);
}

/* A clock that was put back gives a slot again. */
static bool
time_has_come(struct rotation *r)
{
    uint64_t slot = slot_now(r->settings);
    bool come = slot > r->slot;

    r->slot = slot;
    return come;
}

/* Why it is to turn, in the words of run.json; NULL: it is not. */
static const char *
why_now(struct rotation *r, const struct supervisor *s)
{
    const struct settings *settings = r->settings;

    if (signals_hangup())
        return "hangup";
    if (time_has_come(r))
        return "time";
    if (settings->rotate_records &&
        output_records(s->output) - r->records >= settings->rotate_records)
        return "records";
    if (settings->rotate_size && written(s) - r->written >= settings->rotate_size)
        return "size";
    return NULL;
}

/* The next one.  What the headers of its files say of the time is when it was opened. */
static bool
name_set(struct rotation *r)
{
    struct timespec now = clock_date();

    header_set_time();
    if (!sets_free_name(r->folder, now.tv_sec, &r->name)) {
        say_error("%s: cannot be looked through for the names of its sets: %s", r->folder->path,
                  strerror(errno));
        return false;
    }
    set_name_text(&r->name, r->set);
    r->number++;
    r->slot = slot_now(r->settings);
    return true;
}

bool
rotation_begin(struct rotation *r, const struct settings *settings, const struct out_folder *folder,
               struct report *report)
{
    *r = (struct rotation){ .settings = settings, .folder = folder };
    if (!name_set(r))
        return false;
    report_turn(report, r->set, r->number, NULL);
    return true;
}

/* As judge() of a run has it, of the set alone. */
static int
status_of(const struct counts *set, const struct supervisor *s)
{
    const struct account *a = &set->account;

    if (a->outcome[PACKET_QUARANTINED] || a->lost || set->read.dropped || set->read.if_dropped ||
        !output_set_is_complete(s->output))
        return STATUS_PARTIAL;
    return STATUS_DONE;
}

/* Both reports.  What is counted from here on is the next set's: the stages count on meanwhile. */
static void
tell(struct rotation *r, struct supervisor *s, const char *why)
{
    static struct counts set, now; /* large */
    struct closing *c = &r->closing;

    counts_take(&set, s);
    hygiene_turn(&s->account.hygiene);
    now = set;
    counts_since(&set, &r->opened); /* the first set's are zero */
    r->opened = now;
    c->before = c->after = (struct textbuf){ .fd = -1 };
    c->report = need_copy(s->report->name);
    s->report->closed_by = why;
    s->report->naming = true;
    report_text(s->report, s, &set, REPORT_RUNNING, &c->before);
    s->report->naming = false;
    s->report->turning = true;
    report_text(s->report, s, &set, status_of(&set, s), &c->after);
    s->report->turning = false;
}

static bool
open_next(struct rotation *r, struct supervisor *s)
{
    struct part_files *files = &r->closing.files;

    *files = (struct part_files){ .n = 0 };
    output_turn(s->output, r->set, r->number, files);
    packet_files_turn(&s->account, files);
    r->records = output_records(s->output);
    r->written = written(s);
    r->closing.next = r->name;
    report_turn(s->report, r->set, r->number, &r->opened); /* what is said from here on is of it */
    closing_begin(&r->closing);
    return report_write(s->report, s, REPORT_RUNNING);
}

bool
rotation_turn(struct supervisor *s)
{
    struct rotation *r = s->rotation;
    const char *why;

    if (!closing_goes_on(&r->closing) && !closing_await(&r->closing))
        return false;
    if (closing_goes_on(&r->closing) && capture_is_live(s->capture))
        return true; /* packets do not wait for the disk */
    why = why_now(r, s);
    if (!why)
        return true;
    if (!closing_await(&r->closing) || !output_finish(s->output, false) ||
        !packet_files_flush(&s->account) || !name_set(r))
        return false;
    r->closing.folder = r->folder;
    r->closing.keep = &r->settings->keep;
    r->ask.id_at = file_id_at;
    r->closing.sent = (struct keep_sent){ acknowledged_by_all, &r->ask };
    tell(r, s, why);
    return open_next(r, s);
}

bool
rotation_end(struct supervisor *s)
{
    if (!s->rotation)
        return true;
    s->report->closed_by = "end";
    return closing_await(&s->rotation->closing);
}
