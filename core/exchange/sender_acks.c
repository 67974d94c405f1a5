/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sender_acks.h"

#include "base/path.h"
#include "exchange/block_compare.h"
#include "exchange/block_marks.h"
#include "exchange/sent_key.h"
#include "output/acknowledged.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
note(struct sender *s, struct sent_file *file)
{
    if (s->is->position && !position_note(s->is->position, &file->mark))
        s->failed = true;
    return !s->failed;
}

/* Removes it once nobody needs it any more. */
static void
remove_file(struct sender *s, const struct sent_file *file)
{
    struct acknowledged all = acknowledged_read(s->is->folder, &s->unknown);
    char *path = path_join(s->is->folder, file->name, "");
    struct file_id there;

    if (file->there && sent_key(&there, path) && file_id_same(&there, &file->id) &&
        acknowledged_whole(&all, &there) && unlink(path) && errno != ENOENT) {
        say_error("%s: acknowledged, but cannot be removed: %s", path, strerror(errno));
        s->failed = true;
    }
    free(path);
    acknowledged_free(&all);
}

static void
take_acked(struct sender *s, struct sent_file *file, uint64_t offset)
{
    size_t n = 0;

    while (n < file->n_put && file->put[n].done <= offset)
        n++;
    if (n == 0)
        return;
    file->mark = file->put[n - 1];
    file->n_put -= n;
    memmove(file->put, file->put + n, file->n_put * sizeof *file->put);
    note(s, file);
}

void
sender_leave_slot(struct sender *s, struct sent_file *file, enum sent_state state)
{
    s->slots[file->slot] = NULL;
    sent_file_close(file, s->work, state);
}

/* What the destination has, and the sender knows otherwise, is of this file: another one that has
 * the same header would be lost without a word. */
static bool
is_ours(struct sender *s, struct sent_file *file, const struct outlet_event *event)
{
    struct position_mark there = block_marks_place(file->open, &file->mark, event->offset);
    bool is = event->offset == file->mark.done || event->offset <= file->open->first ||
              (file->next && event->offset > there.done); /* it has the next one too */

    if (!is && event->size)
        is = block_compare_has(file->open, s->work, event->offset, event->size, event->digest);
    else if (!is) /* it has no block that could be compared */
        is = event->offset < file->mark.done || block_compare_reaches(file->open, s->work, &there);
    if (is)
        return true;
    say_error("%s/%s: %s has other records of a file with the same header: it is not sent",
              s->is->folder, file->name, s->is->to);
    return false;
}

/* What was noted of it, unless it cannot be; others do not take it for acknowledged either then. */
static void
check_mark(struct sender *s, struct sent_file *file)
{
    const struct position *position = s->is->position;
    const struct position_mark *noted = position ? position_find(position, &file->id) : NULL;
    struct position_mark *mark = &file->mark;
    const struct block_reader *open = file->open;

    if (noted && noted->whole)
        note(s, file);
    if (mark->done >= open->first && block_compare_reaches(file->open, s->work, mark))
        return;
    if (mark->done > open->first)
        say_error("%s/%s: has less than was noted as acknowledged by %s: it is sent as if nothing "
                  "had been noted",
                  s->is->folder, file->name, s->is->to);
    *mark = (struct position_mark){ file->id, open->done, open->raw, open->base, false };
}

/* It cannot be told apart from one that was there: what is not is sent once more. */
static void
go_back(struct sender *s, struct sent_file *file, uint64_t offset)
{
    say_error("%s/%s: %s has %" PRIu64 " bytes of records less than it acknowledged: they are sent "
              "again",
              s->is->folder, file->name, s->is->to, file->mark.done - offset);
    if (offset < file->open->first) {
        say_error("%s/%s: %" PRIu64 " of them were of another file, which is here no more: they "
                  "are missing there",
                  s->is->folder, file->name, file->open->first - offset);
        s->missing++;
        offset = file->open->first;
    }
    file->mark = block_marks_place(file->open, &file->mark, offset);
    note(s, file);
}

static void
refuse(struct sender *s, struct sent_file *file)
{
    s->damaged++;
    file->damaged = true;
    file->state = SENT_ENDS;
    file->whole = false;
    s->is->outlet.kind->end(s->is->outlet.state, file->slot, false);
}

static void
take_resume(struct sender *s, struct sent_file *file, const struct outlet_event *event)
{
    struct position_mark *mark = &file->mark;

    check_mark(s, file);
    if (event->offset && !is_ours(s, file, event)) {
        refuse(s, file);
        return;
    }
    if (event->offset > mark->done) { /* it has what it could not acknowledge any more */
        *mark = block_marks_place(file->open, mark, event->offset);
        note(s, file);
    } else if (event->offset && event->offset < mark->done && mark->done > file->open->first) {
        go_back(s, file, event->offset);
    }
    block_reader_go_on(file->open, mark->done, mark->raw, mark->base);
    block_reader_forget(s->work, file->open);
    file->state = SENT_RUNS;
    file->has_more = true;
}

static void
take_ended(struct sender *s, struct sent_file *file)
{
    bool whole = file->whole;

    sender_leave_slot(s, file, whole ? SENT_DONE : SENT_WAITS);
    if (!whole)
        return;
    file->mark.whole = true;
    note(s, file);
    if (s->is->deletes)
        remove_file(s, file);
}

static void
take_lost(struct sender *s, struct sent_file *file, uint64_t offset)
{
    say_error("%s/%s: a record before byte %" PRIu64
              " of its records is longer than %s takes: it is not sent",
              s->is->folder, file->name, offset, s->is->to);
    s->too_long++;
    take_acked(s, file, offset);
}

void
sender_take_event(struct sender *s, const struct outlet_event *event)
{
    struct sent_file *file = event->slot < SLOTS_MOST ? s->slots[event->slot] : NULL;

    if (!file)
        return;
    switch (event->did) {
    case OUTLET_RESUME:
        if (file->state == SENT_BEGUN)
            take_resume(s, file, event);
        break;
    case OUTLET_ACKED: take_acked(s, file, event->offset); break;
    case OUTLET_ENDED:
        if (file->state == SENT_ENDS && file->n_put == 0)
            take_ended(s, file);
        break;
    case OUTLET_LOST: take_lost(s, file, event->offset); break;
    }
}
