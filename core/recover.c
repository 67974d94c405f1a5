/* SPDX-License-Identifier: Apache-2.0 */
/* What the supervisor does about workers that died or hang. */
#include "dissect.h"
#include "message.h"
#include "supervisor.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define HANG_CPU_SECONDS 2.0   /* of a worker's own time on one packet */
#define HANG_WALL_SECONDS 60.0 /* asleep over one packet: a deadlock */

/* The batch a worker is at, if it is at one. */
static struct batch *
taken_by(const struct supervisor *s, uint32_t worker)
{
    for (uint64_t i = s->committed; i < s->filled; i++)
        if (atomic_load(&batch_numbered(s, i)->state) == TASK_TAKEN + worker)
            return batch_numbered(s, i);
    return NULL;
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

/* The worker died over a packet: what it did to the batch is taken back, the packet set aside. */
static void
quarantine(struct supervisor *s, struct batch *b, uint32_t packet, const struct death *death)
{
    uint32_t plugin = b->plugin;
    struct note n = { .packet = packet, .outcome = PACKET_QUARANTINED, .plugin = (int32_t)plugin };
    uint32_t place;

    describe(&n, &s->watches[death->worker], death->status);
    batch_rollback(b);
    place = b->n_notes;
    if (place >= BATCH_PACKETS)
        place = BATCH_PACKETS - 1;
    b->notes[place] = n;
    b->n_notes = place + 1;
    b->start = packet + 1;
    atomic_store(&b->done, packet + 1);
    say_detail("%s %s; its packet is set aside",
               plugin < s->catalog->n_plugin ? s->catalog->plugin[plugin]->name : "a plugin", n.reason);
}

static void
recover_batch(struct supervisor *s, struct batch *b, const struct death *death)
{
    uint32_t current = atomic_load(&b->current), done = atomic_load(&b->done);

    if (current < b->start || current >= b->n_packets || done > b->n_packets)
        current = done = b->start; /* nonsense: blame the packet it began with */
    if (b->n_notes > BATCH_PACKETS)
        b->n_notes = BATCH_PACKETS;
    if (done <= current)
        quarantine(s, b, current, death);
    else
        b->start = done;
    if (b->start >= b->n_packets)
        atomic_store(&b->state, TASK_DONE);
    else
        shared_publish(s->shared, &b->state);
}

/* A packet on which a worker spends seconds of processor time will never be done. */
static void
watch(struct supervisor *s, uint32_t worker, double now)
{
    struct watch *w = &s->watches[worker];
    struct batch *b = taken_by(s, worker);
    double cpu = b ? crew_cpu_seconds(s->crew, worker) : -1;
    uint32_t packet = b ? atomic_load(&b->current) : 0;

    if (!b || cpu < 0 || w->batch != b->number + 1 || w->packet != packet) {
        *w = (struct watch){ b ? b->number + 1 : 0, packet, cpu, now, false };
    } else if (!w->killed && (cpu - w->cpu > HANG_CPU_SECONDS || now - w->since > HANG_WALL_SECONDS)) {
        w->killed = true;
        crew_kill(s->crew, worker);
    }
}

bool
recover(struct supervisor *s)
{
    double now = now_seconds();
    struct death death;

    while (crew_next_death(s->crew, &death)) {
        struct batch *b = taken_by(s, death.worker);

        if (b)
            recover_batch(s, b, &death);
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
