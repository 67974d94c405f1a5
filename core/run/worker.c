/* SPDX-License-Identifier: Apache-2.0 */
#include "run/worker.h"
#include "output/compress.h"
#include "dissect/dissect.h"
#include "flows/flows.h"
#include "stages/stages.h"

#include <stdlib.h>

/* Here, where any worker does it, rather than in the models' own stages. */
static void
name_flows(const struct shared *s, const struct plugins *plugins, struct batch *b, struct room *r, uint32_t i)
{
    for (uint32_t stage = STAGE_FLOWS; stage < s->n_stages; stage++) {
        r->plugin = (uint32_t)s->stages[stage].plugin;
        flows_name(s->stages[stage].state, &plugins->list[r->plugin], &b->seen[i], &b->keys[stage - STAGE_FLOWS][i]);
    }
}

/* One packet; false when the room does not suffice, and nothing of it is left there. */
static bool
do_packet(const struct shared *s, struct dissector *d, struct batch *b, struct room *r, uint32_t i)
{
    struct room_sink sink = room_sink(r);
    const uint8_t *bytes = b->data + b->packets[i].offset;
    struct verdict v;
    bool first;

    b->events[i] = (struct event){ .held = 1 }; /* no stage behind sees it, should a plugin fail */
    room_begin(r, i);
    first = r->out_used == sizeof(struct chunk);
    v = dissect(d, &b->packets[i], bytes, &r->plugin);
    if (!dissector_emit(d, &sink.sink)) {
        room_rollback(r);
        if (!first)
            return false;
        room_begin(r, i);
        v = (struct verdict){ PACKET_REFUSED, -1, 0, 0, "its records are too large" };
    }
    take_event(b, i, &d->pkt, b->data, false);
    name_flows(s, d->plugins, b, r, i);
    if (v.outcome != PACKET_DECODED)
        room_note(r, i, &v);
    room_commit(r, i);
    return true;
}

static void
do_dissection(const struct shared *s, struct dissector *d, struct batch *b)
{
    struct room *r = &b->rooms[STAGE_DISSECT];

    for (uint32_t i = r->start; i < b->n_packets; i++)
        if (!do_packet(s, d, b, r, i)) {
            r->full = 1;
            return;
        }
}

static void
do_block(struct block *b)
{
    uint32_t size = b->size < sizeof b->raw ? b->size : sizeof b->raw;

    b->packed_size = (uint32_t)compress_block(b->raw, size, b->packed, sizeof b->packed);
}

static void
do_task(struct shared *s, const struct plugins *plugins, struct dissector *d, const struct task *task)
{
    if (!task->batch)
        do_block(&s->blocks[task->block]);
    else if (task->stage == STAGE_DISSECT)
        do_dissection(s, d, task->batch);
    else
        do_stage(s, plugins, d, task);
}

void
worker_run(struct shared *s, const struct plugins *plugins, uint32_t worker)
{
    struct dissector *d = malloc(sizeof *d);
    struct task task;
    uint32_t seen;

    if (!d || !dissector_create(d, plugins))
        return;
    do {
        seen = atomic_load(&s->work);
        while (shared_claim(s, worker, &task)) {
            do_task(s, plugins, d, &task);
            shared_finish(s, &task);
        }
    } while (shared_wait_for_work(s, seen));
    dissector_destroy(d);
    free(d);
}
