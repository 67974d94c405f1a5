/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stages.h"

#include "stages/stage_kind.h"

/* Bytes of records that a batch gives out when it flushes: rooms are kept small. */
enum { FLUSH_OUT = 1 << 20 };

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
    nc_packet_begin(&run->d->pkt);
    run->at = packet;
    run->full = false;
    run->before.is_known = false;
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
    nc_packet_begin(&run->d->pkt);
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
static void
do_packets(struct stage_run *run)
{
    uint32_t n = atomic_load(&run->batch->rooms[stage_before(run->number)].done);

    if (n > run->batch->n_packets)
        n = run->batch->n_packets;
    for (uint32_t i = run->room->start; i < n && !run->room->full; i++) {
        begin(run, i);
        run->kind->packet(run);
        run->room->full = !finish(run);
    }
    run->room->start = atomic_load(&run->room->done);
}

/* A batch without packets: one flow, stream or datagram at a time, up to about FLUSH_OUT. */
static void
flush(struct stage_run *run)
{
    run->room->more = run->batch->rooms[stage_before(run->number)].more;
    for (uint32_t i = run->room->start;; i++) {
        uint32_t any;

        begin(run, i);
        any = run->kind->flush_one(run);
        if (!finish(run) || run->room->out_used > FLUSH_OUT) {
            run->room->more = 1;
            break;
        }
        if (!any)
            break;
    }
    run->room->start = atomic_load(&run->room->done);
}

/* The last worker may have died over the packet before `start`. */
static void
mend(struct stage_run *run, _Atomic uint32_t *broken)
{
    run->at = run->room->start ? run->room->start - 1 : 0;
    if (atomic_load(broken)) {
        undo_rollback(run->stage->undo);
        if (run->room->start)
            take_back(run);
        drop_victim(run);
        if (run->room->start)
            redo(run);
    }
    undo_forget(run->stage->undo);
    undo_set_victim(run->stage->undo, 0);
    atomic_store(broken, 0);
}

void
do_stage(struct shared *s, const struct plugins *plugins, struct dissector *d,
         const struct task *task)
{
    struct stage_run run = {
        .kind = kind_of(task->stage),
        .plugins = plugins,
        .d = d,
        .batch = task->batch,
        .room = &task->batch->rooms[task->stage],
        .stage = &s->stages[task->stage],
        .number = task->stage,
    };

    d->pkt.host = run.kind->host;
    d->pkt.context = &run;
    mend(&run, &s->broken[task->stage]);
    if (task->batch->flush)
        flush(&run);
    else
        do_packets(&run);
    d->pkt.host = NULL;
    d->pkt.context = NULL;
}
