/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stages.h"

#include "stages/stage_kind.h"

/* Bytes of records that a batch gives out when it flushes: rooms are kept small. */
enum { FLUSH_OUT = 256 << 10 };

static const struct stage_kind *
kind_of(uint32_t stage)
{
    switch (stage) {
    case STAGE_DEFRAG: return &stage_defrag;
    case STAGE_STREAMS: return &stage_streams;
    default: return &stage_flows;
    }
}

/* Makes ready for a packet that may be rolled back. */
static void
begin(struct stage_run *run, uint32_t packet)
{
    nc_hook_begin(&run->d->pkt);
    run->at = packet;
    run->full = false;
    run->room->plugin = UINT32_MAX; /* none, until one is called */
    room_begin(run->room, packet);
}

static void
take_back(struct stage_run *run)
{
    if (run->kind->take_back)
        run->kind->take_back(run);
}

static void
drop_victim(struct stage_run *run)
{
    uint32_t victim = atomic_load(&run->stage->undo->victim);

    undo_set_victim(run->stage->undo, 0);
    if (!victim)
        return;
    nc_hook_begin(&run->d->pkt);
    if (run->kind->drop_victim)
        run->kind->drop_victim(run, victim);
}

static void
redo(struct stage_run *run)
{
    if (run->kind->redo)
        run->kind->redo(run);
}

static bool
is_untouched(const struct stage_run *run)
{
    return room_is_empty(run->room) && (!run->kind->is_untouched || run->kind->is_untouched(run));
}

/* The packet is done with; false when there was no space for it and it is to come again. */
static bool
finish(struct stage_run *run)
{
    struct verdict v;

    if (run->full || run->d->pkt.full) {
        undo_rollback(run->stage->undo);
        room_rollback(run->room);
        take_back(run);
        if (!is_untouched(run))
            return false;
        /* It would not fit the next time either. */
        drop_victim(run);
        redo(run);
        v = verdict_refused((int)run->room->plugin, "its records are too large");
        room_note(run->room, run->at, &v);
    }
    room_commit(run->room, run->at);
    undo_forget(run->stage->undo);
    return true;
}

/* The packets that the stage before has done. */
static struct answer
do_packets(struct stage_run *run)
{
    struct answer answer = { .done = run->order->from };

    while (answer.done < run->order->upto && !answer.full) {
        begin(run, answer.done);
        run->kind->packet(run);
        if (finish(run))
            answer.done++;
        else
            answer.full = 1;
    }
    return answer;
}

/* A batch without packets: one flow, stream or datagram at a time, up to about FLUSH_OUT. */
static struct answer
flush(struct stage_run *run)
{
    struct answer answer = { .done = run->order->from, .more = run->order->more_before };

    while (answer.done < run->order->upto) {
        uint32_t any;

        begin(run, answer.done);
        any = run->kind->flush_one(run);
        if (!finish(run)) {
            answer.more = 1;
            break;
        }
        answer.done++;
        if (run->room->out_used > FLUSH_OUT) {
            answer.more = 1;
            break;
        }
        if (!any)
            break;
    }
    return answer;
}

/* Its worker died over a packet: what is left of it is taken back. */
static void
mend(struct stage_run *run)
{
    const struct mend *m = &run->order->mend;

    if (m->is_needed) {
        run->at = m->packet;
        room_begin(run->room, m->packet); /* what is written now would be this one's */
        undo_rollback(run->stage->undo);
        take_back(run);
        if (!m->spares)
            drop_victim(run);
        if (m->without) {
            if (run->number <= STAGE_DEFRAG && !run->batch->flush)
                batch_hide(run->batch, m->packet);
            redo(run);
        }
    }
    undo_forget(run->stage->undo);
    undo_set_victim(run->stage->undo, 0);
}

struct answer
do_stage(const struct shared *s, const struct plugins *plugins, struct dissector *d,
         const struct order *order)
{
    struct batch *batch = &s->batches[order->batch];
    struct stage stage = s->stages[order->stage];
    struct stage_run run = {
        .kind = kind_of(order->stage),
        .plugins = plugins,
        .d = d,
        .batch = batch,
        .room = &batch->rooms[order->stage],
        .stage = &stage,
        .order = order,
        .number = order->stage,
    };
    struct answer answer;

    d->pkt.host = run.kind->host;
    d->pkt.context = &run;
    mend(&run);
    answer = batch->flush ? flush(&run) : do_packets(&run);
    d->pkt.host = NULL;
    d->pkt.context = NULL;
    return answer;
}
