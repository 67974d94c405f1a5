/* SPDX-License-Identifier: Apache-2.0 */
/* What the supervisor does about workers that died or hang. */
#include "dissect/dissect.h"
#include "base/clock.h"
#include "base/say.h"
#include "run/supervisor.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define HANG_CPU_SECONDS 2.0   /* of a worker's own time on one packet */
#define HANG_WALL_SECONDS 60.0 /* asleep over one packet: a deadlock */

enum { SPARED_MAX = 64, STALLS_MAX = 3, FLUSH_DEATHS_MAX = 4096 };

/* What a worker is at. */
static struct task
taken_by(const struct supervisor *s, uint32_t worker)
{
    for (uint64_t i = s->committed; i < s->filled; i++)
        for (uint32_t stage = 0; stage < s->shared->n_stages; stage++)
            if (atomic_load(&batch_numbered(s, i)->rooms[stage].state) == TASK_TAKEN + worker)
                return (struct task){ batch_numbered(s, i), stage, -1 };
    return (struct task){ NULL, 0, -1 };
}

static void
describe(struct note *n, const struct watch *watch, int status)
{
    if (watch->killed)
        snprintf(n->reason, sizeof n->reason, "did not come back");
    else if (WIFSIGNALED(status))
        snprintf(n->reason, sizeof n->reason, "crashed: %s", strsignal(WTERMSIG(status)));
    else
        snprintf(n->reason, sizeof n->reason, "ended its process with status %d", WEXITSTATUS(status));
}

/* The worker died over a packet: what it did to the room is taken back, the packet set aside. */
static void
quarantine(struct supervisor *s, const struct task *task, uint32_t packet, const struct death *death)
{
    struct batch *b = task->batch;
    struct room *r = &b->rooms[task->stage];
    uint32_t plugin = r->plugin;
    struct note n = { .packet = packet, .outcome = PACKET_QUARANTINED, .plugin = (int32_t)plugin };
    uint32_t place;

    describe(&n, &s->watches[death->worker], death->status);
    room_rollback(r);
    place = r->n_notes;
    if (place >= BATCH_PACKETS)
        place = BATCH_PACKETS - 1;
    r->notes[place] = n;
    r->n_notes = place + 1;
    r->start = packet + 1;
    atomic_store(&s->shared->broken[task->stage], 1);
    atomic_store(&r->done, packet + 1);
    if (task->stage <= STAGE_DEFRAG && packet < BATCH_PACKETS)
        b->events[packet] = (struct event){ .held = 1 }; /* the stages behind do not see it */
    say_detail("%s %s; its packet is set aside",
               plugin < s->catalog->n_plugin ? s->catalog->plugin[plugin]->name : "a plugin", n.reason);
}

/* At the end of a flow or stream the packet at work is not at fault: it comes again, without that
 * flow.  Not for ever, as a worker can write anything there. */
static bool
spare(struct supervisor *s, const struct task *task, uint32_t packet)
{
    struct spared *last = &s->spared;

    if (task->stage == STAGE_DISSECT || !atomic_load(&s->shared->stages[task->stage].undo->victim))
        return false;
    if (last->batch != task->batch->number || last->stage != task->stage || last->packet != packet)
        *last = (struct spared){ task->batch->number, task->stage, packet, 0 };
    return last->times++ < SPARED_MAX;
}

static void
lose_flow(struct supervisor *s, const struct task *task, uint32_t packet, const struct death *death)
{
    struct room *r = &task->batch->rooms[task->stage];
    uint32_t plugin = r->plugin;
    struct note n = { 0 };

    describe(&n, &s->watches[death->worker], death->status);
    room_rollback(r);
    r->start = packet;
    atomic_store(&s->shared->broken[task->stage], 1);
    account_lost(&s->account, (int)plugin, n.reason, s->catalog);
}

/* Dead before it began a packet, nobody is to blame; but three times in the same place is a loop. */
static bool
stalls(struct supervisor *s, const struct task *task, uint32_t start)
{
    struct spared *last = &s->stalled;

    if (last->batch != task->batch->number || last->stage != task->stage || last->packet != start)
        *last = (struct spared){ task->batch->number, task->stage, start, 0 };
    return ++last->times >= STALLS_MAX;
}

static void
recover_room(struct supervisor *s, const struct task *task, const struct death *death)
{
    struct room *r = &task->batch->rooms[task->stage];
    uint32_t current = atomic_load(&r->current), done = atomic_load(&r->done);
    uint32_t n = task->batch->flush ? UINT32_MAX - 1 : task->batch->n_packets;
    bool begun = current >= r->start && current < n && done <= current, stalled;

    if (r->n_notes > BATCH_PACKETS)
        r->n_notes = BATCH_PACKETS;
    if (!begun && (done < r->start || done > n))
        atomic_store(&r->done, done = r->start);
    stalled = !begun && stalls(s, task, done);
    if (stalled && done < n) {
        begun = true;
        current = done;
    }
    if (begun && spare(s, task, current))
        lose_flow(s, task, current, death);
    else if (begun)
        quarantine(s, task, current, death);
    else
        r->start = done;
    if (task->batch->flush && ++s->flush_deaths > FLUSH_DEATHS_MAX) {
        r->start = n; /* what the stage still holds is lost, or this would never end */
        r->more = 0;
        r->full = 0;
        stalled = true;
    }
    if (r->start >= n && (stalled || task->stage == STAGE_DISSECT || !atomic_load(&s->shared->broken[task->stage])))
        shared_finish(s->shared, task);
    else
        shared_publish(s->shared, &r->state);
}

/* A packet on which a worker spends seconds of processor time will never be done. */
static void
watch(struct supervisor *s, uint32_t worker, double now)
{
    struct watch *w = &s->watches[worker];
    struct task task = taken_by(s, worker);
    double cpu = task.batch ? crew_cpu_seconds(s->crew, worker) : -1;
    uint64_t batch = task.batch ? task.batch->number + 1 : 0;
    uint32_t packet = task.batch ? atomic_load(&task.batch->rooms[task.stage].current) : 0;

    if (!batch || cpu < 0 || w->batch != batch || w->stage != task.stage || w->packet != packet) {
        *w = (struct watch){ batch, task.stage, packet, cpu, now, false };
    } else if (!w->killed && (cpu - w->cpu > HANG_CPU_SECONDS || now - w->since > HANG_WALL_SECONDS)) {
        w->killed = true;
        crew_kill(s->crew, worker);
    }
}

bool
recover(struct supervisor *s)
{
    double now = clock_seconds();
    struct death death;

    while (crew_next_death(s->crew, &death)) {
        struct task task = taken_by(s, death.worker);

        if (task.batch)
            recover_room(s, &task, &death);
        output_retry(s->output, death.worker);
        s->watches[death.worker] = (struct watch){ 0 };
        crew_replace(s->crew, death.worker);
    }
    for (uint32_t i = 0; i < s->n_workers; i++)
        watch(s, i, now);
    if (crew_is_lost(s->crew))
        say_error("the process that runs the plugins has ended; nothing more can be decoded");
    return !crew_is_lost(s->crew);
}
