/* SPDX-License-Identifier: Apache-2.0 */
#include "worker.h"
#include "compress.h"
#include "dissect.h"

#include <stdio.h>
#include <stdlib.h>

/* Records go straight into the batch's room. */
struct batch_sink {
    struct record_sink sink;
    struct batch *batch;
};

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *room)
{
    return batch_reserve(((struct batch_sink *)sink)->batch, (uint32_t)plugin, wanted, room);
}

static void
commit(struct record_sink *sink, int plugin, size_t used)
{
    batch_add(((struct batch_sink *)sink)->batch, (uint32_t)plugin, (uint32_t)used);
}

static void
note(struct batch *b, uint32_t packet, const struct verdict *v)
{
    struct note *n = &b->notes[b->n_notes++];

    *n = (struct note){ .packet = packet, .outcome = v->outcome, .plugin = v->plugin, .space = v->space,
                        .value = v->value };
    if (v->reason)
        snprintf(n->reason, sizeof n->reason, "%s", v->reason);
}

/* One packet; false when the room does not suffice, and nothing of it is left in the batch. */
static bool
do_packet(struct dissector *d, struct batch *b, uint32_t i)
{
    struct batch_sink sink = { { reserve, commit }, b };
    struct verdict v;
    bool first;

    batch_begin(b, i);
    first = b->out_used == sizeof(struct chunk);
    v = dissect(d, &b->packets[i], b->data + b->packets[i].offset, &b->plugin);
    if (!dissector_emit(d, &sink.sink)) {
        batch_rollback(b);
        if (!first)
            return false;
        batch_begin(b, i);
        v = (struct verdict){ PACKET_REFUSED, -1, 0, 0, "its records are too large" };
    }
    if (v.outcome != PACKET_DECODED)
        note(b, i, &v);
    batch_commit(b, i);
    return true;
}

static void
do_batch(struct dissector *d, struct batch *b)
{
    for (uint32_t i = b->start; i < b->n_packets; i++)
        if (!do_packet(d, b, i)) {
            b->full = 1;
            return;
        }
}

static void
do_block(struct block *b)
{
    uint32_t size = b->size < sizeof b->raw ? b->size : sizeof b->raw;

    b->packed_size = (uint32_t)compress_block(b->raw, size, b->packed, sizeof b->packed);
}

void
worker_run(struct shared *s, const struct plugins *plugins, uint32_t worker)
{
    struct dissector *d = malloc(sizeof *d);
    struct batch *batch;
    uint32_t seen;
    int block;

    if (!d || !dissector_create(d, plugins))
        return;
    do {
        seen = atomic_load(&s->work);
        while (shared_claim(s, worker, &batch, &block)) {
            if (block >= 0) {
                do_block(&s->blocks[block]);
                shared_finish(s, &s->block_states[block]);
            } else {
                do_batch(d, batch);
                shared_finish(s, &batch->state);
            }
        }
    } while (shared_wait_for_work(s, seen));
    dissector_destroy(d);
    free(d);
}
