/* SPDX-License-Identifier: Apache-2.0 */
#include "run/recover.h"

#include "base/clock.h"
#include "base/say.h"
#include "run/batches.h"
#include "shared/tasks.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define HANG_CPU_SECONDS 2.0   /* of a worker's own time on one packet */
#define HANG_WALL_SECONDS 60.0 /* asleep over one packet: a deadlock */

enum { AT_FLOW_END_MAX = 64, BEFORE_PACKET_MAX = 3, IN_FLUSHES_MAX = 4096 };

/* What a worker is at. */
static struct task
taken_by(const struct shared *s, uint32_t worker, uint64_t from, uint64_t upto)
{
    for (uint64_t i = from; i < upto; i++)
        for (uint32_t stage = 0; stage < s->n_stages; stage++)
            if (atomic_load(&batch_numbered(s, i)->rooms[stage].state) == TASK_TAKEN + worker)
                return (struct task){ batch_numbered(s, i), stage, -1 };
    return (struct task){ NULL, 0, -1 };
}

/* Where a worker died, as far as its breadcrumbs can be believed, and what follows:
 *
 *                 to blame     the room goes on at   behind the last packet
 *  AT_PACKET      the packet   the next packet       a stage that is broken is mended first
 *  AT_FLOW_END    a flow       the same packet       -
 *  BEFORE_PACKET  nobody       the same packet       a stage that is broken is mended first
 *  STUCK          the packet   the next packet       the room is done
 *  STUCK_MENDING  nobody       its end               the room is done
 *
 * STUCK is BEFORE_PACKET so often in a row that there must be a reason; STUCK_MENDING is that
 * behind the last packet, where a worker has nothing to do but to mend the stage. */
enum place { AT_PACKET, AT_FLOW_END, BEFORE_PACKET, STUCK, STUCK_MENDING };

struct wreck {
    struct batch *batch;
    struct room *room;
    uint32_t stage, packet;
    uint32_t end; /* of the packets; when a batch flushes, of all numbers that a packet can have */
    char reason[REASON_MAX];
};

/* One more death there; how often in a row by now. */
static uint32_t
count_death(struct deaths *last, const struct wreck *w)
{
    if (last->batch != w->batch->number || last->stage != w->stage || last->packet != w->packet)
        *last = (struct deaths){ w->batch->number, w->stage, w->packet, 0 };
    return ++last->times;
}

/* At the end of a flow or stream the packet at work is not at fault: it comes again, without that
 * flow.  Not for ever, as a worker can write anything there. */
static bool
blames_flow(struct recovery *r, const struct wreck *w)
{
    return w->stage != STAGE_DISSECT && atomic_load(&r->shared->stages[w->stage].undo->victim) &&
           count_death(&r->at_flow_end, w) <= AT_FLOW_END_MAX;
}

static enum place
find_place(struct recovery *r, struct wreck *w)
{
    uint32_t done = atomic_load(&w->room->done), start = w->room->start;

    w->packet = atomic_load(&w->room->current);
    if (w->packet >= start && w->packet < w->end && done <= w->packet)
        return blames_flow(r, w) ? AT_FLOW_END : AT_PACKET;
    if (done < start || done > w->end)
        atomic_store(&w->room->done, done = start);
    w->packet = done;
    if (count_death(&r->before_packet, w) < BEFORE_PACKET_MAX)
        return BEFORE_PACKET;
    if (w->packet >= w->end)
        return STUCK_MENDING;
    return blames_flow(r, w) ? AT_FLOW_END : STUCK;
}

/* What a worker did to the room is taken back.  The plugin that was at work. */
static uint32_t
take_back(struct recovery *r, struct wreck *w)
{
    uint32_t plugin = w->room->plugin;

    room_rollback(w->room);
    atomic_store(&r->shared->broken[w->stage], 1);
    return plugin;
}

static void
quarantine(struct recovery *r, struct wreck *w)
{
    struct room *room = w->room;
    uint32_t plugin = take_back(r, w), i = room->n_notes;
    struct note *note = &room->notes[i < NOTES_MAX ? i : NOTES_MAX - 1];

    *note = (struct note){ .packet = w->packet,
                           .outcome = PACKET_QUARANTINED,
                           .plugin = (int32_t)plugin };
    memcpy(note->reason, w->reason, sizeof note->reason);
    room->n_notes = i < NOTES_MAX ? i + 1 : NOTES_MAX;
    room->start = w->packet + 1;
    atomic_store(&room->done, w->packet + 1);
    if (w->stage <= STAGE_DEFRAG && w->packet < BATCH_PACKETS)
        batch_hide(w->batch, w->packet); /* no stage behind sees it */
    say_detail("%s %s; its packet is set aside",
               plugin < r->catalog->n_plugin ? r->catalog->plugin[plugin]->name : "a plugin",
               w->reason);
}

static void
lose_flow(struct recovery *r, struct wreck *w)
{
    account_lost(r->account, (int)take_back(r, w), w->reason, r->catalog);
    w->room->start = w->packet;
}

/* What the stage still holds is lost, or this would never end. */
static bool
give_up_flush(struct recovery *r, struct wreck *w)
{
    if (!w->batch->flush || ++r->in_flushes <= IN_FLUSHES_MAX)
        return false;
    w->room->start = w->end;
    w->room->more = 0;
    w->room->full = 0;
    return true;
}

static void
recover_room(struct recovery *r, const struct task *task, struct wreck *w)
{
    enum place place = find_place(r, w);
    bool ends = place == STUCK || place == STUCK_MENDING;

    if (w->room->n_notes > NOTES_MAX)
        w->room->n_notes = NOTES_MAX;
    if (place == AT_PACKET || place == STUCK)
        quarantine(r, w);
    else if (place == AT_FLOW_END)
        lose_flow(r, w);
    else
        w->room->start = w->packet;
    ends = give_up_flush(r, w) || ends || w->stage == STAGE_DISSECT ||
           !atomic_load(&r->shared->broken[w->stage]);
    if (w->room->start >= w->end && ends)
        task_finish(r->shared, task);
    else
        task_publish(r->shared, &w->room->state);
}

static void
describe(char *reason, size_t size, bool killed, int status)
{
    if (killed)
        snprintf(reason, size, "did not come back");
    else if (WIFSIGNALED(status))
        snprintf(reason, size, "crashed: %s", strsignal(WTERMSIG(status)));
    else
        snprintf(reason, size, "ended its process with status %d", WEXITSTATUS(status));
}

static void
bury(struct recovery *r, const struct death *death, uint64_t from, uint64_t upto)
{
    struct task task = taken_by(r->shared, death->worker, from, upto);
    struct watch *watch = &r->watches[death->worker];

    if (task.batch) {
        struct wreck w = { .batch = task.batch,
                           .room = &task.batch->rooms[task.stage],
                           .stage = task.stage,
                           .end = task.batch->flush ? UINT32_MAX - 1 : task.batch->n_packets };

        describe(w.reason, sizeof w.reason, watch->killed, death->status);
        recover_room(r, &task, &w);
    }
    output_retry(r->output, death->worker);
    *watch = (struct watch){ 0 };
    crew_replace(r->crew, death->worker);
}

/* A packet on which a worker spends seconds of processor time will never be done. */
static void
watch(struct recovery *r, uint32_t worker, const struct task *task, double now)
{
    struct watch *w = &r->watches[worker];
    double cpu = task->batch ? crew_cpu_seconds(r->crew, worker) : -1;
    uint64_t batch = task->batch ? task->batch->number + 1 : 0;
    uint32_t packet = task->batch ? atomic_load(&task->batch->rooms[task->stage].current) : 0;

    if (!batch || cpu < 0 || w->batch != batch || w->stage != task->stage || w->packet != packet) {
        *w = (struct watch){ batch, task->stage, packet, cpu, now, false };
    } else if (!w->killed &&
               (cpu - w->cpu > HANG_CPU_SECONDS || now - w->since > HANG_WALL_SECONDS)) {
        w->killed = true;
        crew_kill(r->crew, worker);
    }
}

bool
recover(struct recovery *r, uint64_t from, uint64_t upto)
{
    double now = clock_seconds();
    struct death death;

    while (crew_next_death(r->crew, &death))
        bury(r, &death, from, upto);
    for (uint32_t i = 0; i < r->n_workers; i++) {
        struct task task = taken_by(r->shared, i, from, upto);

        watch(r, i, &task, now);
    }
    if (crew_is_lost(r->crew))
        say_error("the process that runs the plugins has ended; nothing more can be decoded");
    return !crew_is_lost(r->crew);
}
