/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/sending.h"

#include "base/clock.h"
#include "base/memory.h"
#include "exchange/sender_acks.h"
#include "exchange/sender_feed.h"
#include "exchange/sender_state.h"
#include "exchange/stop_signals.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOOK_MS = 200 };

/* Seconds between attempts: the first, and the most that doubling makes of it. */
#define RETRY_FIRST 0.2
#define RETRY_MOST 30.0

static void
break_off(struct sender *s, const char *why)
{
    double now = clock_seconds();

    for (int i = 0; i < SLOTS_MOST; i++)
        if (s->slots[i])
            sender_leave_slot(s, s->slots[i], SENT_WAITS);
    if (!s->is->outlet.kind->acknowledges) {
        s->over = true;
        s->failed = *why != '\0';
        if (s->failed)
            say_error("%s: %s", s->is->to, why);
        return;
    }
    if (strcmp(why, s->said) != 0)
        say_error("%s: %s; what is not acknowledged stays here and is sent once it can be",
                  s->is->to, why);
    snprintf(s->said, sizeof s->said, "%s", why);
    s->started = s->ready = false;
    s->retry_at = now + s->retry_after * (0.5 + drand48() / 2); /* many do not come at once */
    s->retry_after = 2 * s->retry_after < RETRY_MOST ? 2 * s->retry_after : RETRY_MOST;
}

static void
take_ready(struct sender *s)
{
    if (!s->ready && *s->said)
        say_error("%s: connected", s->is->to);
    *s->said = '\0';
    s->ready = true;
}

/* Reads and writes; waits a little where nothing else is to be done. */
static void
step(struct sender *s)
{
    const struct outlet_kind *kind = s->is->outlet.kind;
    void *state = s->is->outlet.state;
    int wait = s->busy ? 0 : LOOK_MS;
    char why[TRANSPORT_WHY] = "";
    struct outlet_event event;
    enum outlet_state is;

    if (!s->started && clock_seconds() < s->retry_at) {
        poll(NULL, 0, wait);
        return;
    }
    if (!s->started)
        kind->start(state);
    s->started = true;
    s->busy = false;
    is = kind->step(state, wait, why);
    if (is == OUTLET_READY && *why && strcmp(why, s->remark) != 0)
        say_warning("%s: %s: %s", s->is->folder, s->is->to, strcpy(s->remark, why));
    while (kind->event(state, &event)) {
        sender_take_event(s, &event);
        s->busy = true;
        if (event.did == OUTLET_ACKED) {
            s->retry_after = RETRY_FIRST; /* who connects and takes nothing is asked less often */
            s->acknowledged = time(NULL);
        }
        if (event.did != OUTLET_RESUME)
            s->moved = clock_seconds();
    }
    if (is == OUTLET_READY)
        take_ready(s);
    else if (is == OUTLET_BROKEN)
        break_off(s, why);
}

struct ids {
    struct file_id *list;
    size_t n;
};

static int
compare_ids(const void *a, const void *b)
{
    return memcmp(((const struct file_id *)a)->bytes, ((const struct file_id *)b)->bytes, FILE_ID);
}

static bool
is_there(void *context, const struct file_id *id)
{
    const struct ids *ids = context;

    return ids->n && bsearch(id, ids->list, ids->n, sizeof *ids->list, compare_ids);
}

/* The position keeps what is said of files that are there. */
static bool
forget_gone(struct sender *s)
{
    struct ids ids = { need(s->files.count + 1, sizeof *ids.list), 0 };
    bool done;

    for (size_t i = 0; i < s->files.count; i++)
        if (s->files.list[i]->state != SENT_NEW)
            ids.list[ids.n++] = s->files.list[i]->id;
    if (ids.n)
        qsort(ids.list, ids.n, sizeof *ids.list, compare_ids);
    done = position_forget(s->is->position, is_there, &ids);
    free(ids.list);
    return done;
}

static void
look(struct sender *s)
{
    double now = clock_seconds();
    uint64_t lost = s->files.lost;

    if (s->looked && now - s->looked < LOOK_MS / 1000.0)
        return;
    s->looked = now;
    if (!sent_files_look(&s->files, s->is->position, s->work))
        s->failed = true;
    if (s->files.lost > lost)
        say_error("%s: %" PRIu64 " files were removed before %s had acknowledged them",
                  s->is->folder, s->files.lost - lost, s->is->to);
    if (s->is->position && position_is_long(s->is->position) && !forget_gone(s))
        s->failed = true;
}

/* Whether all that is there now is acknowledged. */
static bool
is_all_done(const struct sender *s)
{
    for (size_t i = 0; i < s->files.count; i++) {
        const struct sent_file *file = s->files.list[i];

        switch (file->state) {
        case SENT_DONE:
        case SENT_DAMAGED:
        case SENT_PASSED: break;
        case SENT_NEW:
            if (s->files.has_run && !s->is->once)
                return false;
            break;
        case SENT_WAITS:
            if (sender_wants_slot(s, file))
                return false;
            break;
        case SENT_RUNS:
            if (file->has_more || file->n_put || !file->part)
                return false;
            break;
        default: return false;
        }
    }
    return true;
}

/* What is asked for from outside: 0: to go on; 1: to come to an end; 2: to end. */
static int
asked_to_stop(const struct sender *s)
{
    struct pollfd stop = { s->is->stop, POLLIN, 0 };
    int count = stop_signals_count();

    if (count == 0 && s->is->stop >= 0 && poll(&stop, 1, 0) > 0)
        count = 1;
    return count;
}

/* Whether the destination is to say something of a file. */
static bool
is_waited_for(const struct sender *s)
{
    for (int i = 0; i < SLOTS_MOST; i++)
        if (s->slots[i] && (s->slots[i]->state != SENT_RUNS || s->slots[i]->n_put))
            return true;
    return !s->ready;
}

/* The time counts from when there was something to acknowledge. */
static bool
gives_up(struct sender *s)
{
    double now = clock_seconds();
    bool owed = s->owed;

    if (!s->is->give_up || s->busy)
        return false;
    s->owed = is_waited_for(s) && !is_all_done(s);
    if (!owed || !s->owed)
        s->moved = now;
    s->given_up = now - s->moved >= s->is->give_up;
    return s->given_up;
}

static bool
goes_on(struct sender *s)
{
    int stop = asked_to_stop(s);
    bool ends = s->is->once || stop ||
                (!s->files.has_run && !s->files.has_sets && s->files.any_records);

    if (s->failed || s->over || stop > 1 || gives_up(s))
        return false;
    if (stop && !s->drain_until)
        s->drain_until = clock_seconds() + SENDING_DRAIN_SECONDS;
    if (s->drain_until && (!s->ready || clock_seconds() > s->drain_until))
        return false;
    return !ends || s->busy || !is_all_done(s);
}

/* So that nobody sends again what cannot be. */
static void
say_unsendable(const struct sender *s)
{
    say_error("%s: all that can be sent is acknowledged by %s; left out are the rest of %" PRIu64
              " files, %" PRIu64 " records that are too long, and %" PRIu64
              " files that are here no more",
              s->is->folder, s->is->to, s->damaged, s->too_long, s->files.lost + s->missing);
}

static enum status
finish(struct sender *s)
{
    bool all = is_all_done(s);
    bool left = s->given_up || (s->is->once && !all && !s->over);
    enum status status = s->failed || left ? STATUS_FAILED
                         : s->damaged || s->too_long || s->missing || s->files.lost
                             ? STATUS_PARTIAL
                             : STATUS_DONE;

    if (s->given_up)
        say_error("%s: %s has acknowledged nothing for %g s (--give-up)", s->is->folder, s->is->to,
                  s->is->give_up);
    if (!all && !s->over)
        say_error("%s: not all is acknowledged by %s: the rest is sent the next time",
                  s->is->folder, s->is->to);
    if (all && status == STATUS_PARTIAL)
        say_unsendable(s);
    sender_state_close(s);
    sent_files_free(&s->files, s->work);
    block_work_free(s->work);
    free(s);
    return status;
}

enum status
sending_run(const struct sending *is)
{
    struct sender *s = need(1, sizeof *s);

    memory_keep();
    s->is = is;
    s->files = (struct sent_files){ .folder = is->folder, .types = is->types,
                                    .n_types = is->n_types };
    s->work = block_work_new();
    s->retry_after = RETRY_FIRST;
    s->moved = clock_seconds();
    s->busy = true;
    sender_state_open(s);
    do {
        look(s);
        step(s);
        sender_feed(s);
        sender_state_note(s);
    } while (goes_on(s));
    return finish(s);
}
