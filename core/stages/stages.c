/* SPDX-License-Identifier: Apache-2.0 */
/* A stage at a batch: packets one by one, each done as a whole or not at all. */
#include "stages/stage_work.h"

#include <stdio.h>
#include <string.h>

enum { FLUSH_OUT = 1 << 20 }; /* bytes of records that a batch gives out at the end: rooms are kept small */

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *room)
{
    return room_reserve(((struct room_sink *)sink)->room, (uint32_t)plugin, wanted, room);
}

static void
commit(struct record_sink *sink, int plugin, size_t used)
{
    room_add(((struct room_sink *)sink)->room, (uint32_t)plugin, (uint32_t)used);
}

struct room_sink
room_sink(struct room *room)
{
    return (struct room_sink){ { reserve, commit }, room };
}

void
room_note(struct room *r, uint32_t packet, const struct verdict *v)
{
    struct note *n = r->n_notes ? &r->notes[r->n_notes - 1] : NULL;

    if (n && n->packet == packet && n->outcome >= (uint32_t)v->outcome)
        return; /* one of a packet, the gravest */
    if (!n || n->packet != packet) {
        if (r->n_notes >= BATCH_PACKETS)
            return;
        n = &r->notes[r->n_notes++];
    }
    *n = (struct note){ .packet = packet, .outcome = v->outcome, .plugin = v->plugin, .space = v->space,
                        .value = v->value };
    if (v->reason)
        snprintf(n->reason, sizeof n->reason, "%s", v->reason);
}

/* What the packet said goes to the stages behind. */
void
take_event(struct batch *b, uint32_t i, const struct nc_packet *pkt, const uint8_t *base, bool joined)
{
    struct event *e = &b->events[i];

    b->seen[i] = pkt->seen;
    e->kind = (uint8_t)pkt->event;
    e->held = false;
    e->joined = joined;
    if (pkt->event == NC_EVENT_NONE)
        return;
    e->offset = (uint32_t)(pkt->bytes - base);
    e->size = pkt->n_bytes;
    e->between = pkt->tails;
    if (pkt->event == NC_EVENT_FRAGMENT)
        e->fragment = pkt->fragment;
    else
        e->segment = pkt->segment;
}

/* A record of the plugin at work; nc_packet.full when there is no room for it. */
static void
write_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct work *w = pkt->host;
    struct room_sink sink = room_sink(w->room);
    uint32_t index = w->room->plugin;
    const struct plugin *plugin = &w->plugins->list[index];

    if (!plugin->enabled || pkt->full)
        return;
    emit_time(&w->d->emitter, time);
    if (!emit_record(&w->d->emitter, plugin, (int)index, record, w->plugins->context ? &pkt->ends : NULL,
                     &sink.sink))
        pkt->full = true;
}

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    const struct work *w = pkt->host;

    return by && by <= w->plugins->n ? w->plugins->list[by - 1].is.name : "";
}

/* Makes ready for a packet that may be rolled back. */
static void
begin(struct work *w, uint32_t packet)
{
    nc_packet_begin(&w->d->pkt);
    w->at = packet;
    w->full = false;
    room_begin(w->room, packet);
}

/* What the packet at work had put together, taken back. */
static void
forget_extras(struct work *w)
{
    struct batch *b = w->batch;

    while (w->number == STAGE_DEFRAG && b->n_extras && b->extras[b->n_extras - 1].packet >= w->at)
        b->n_extras--;
}

/* The packet is done with; false when there was no room for it and it is to come again. */
static bool
finish(struct work *w)
{
    const struct batch *b = w->batch;
    bool first;

    if (w->full || w->d->pkt.full) {
        undo_rollback(w->stage->undo);
        room_rollback(w->room);
        forget_extras(w);
        first = w->room->out_used == sizeof(struct chunk) &&
                (w->number != STAGE_DEFRAG || (!b->n_extras && !b->joined_used));
        if (!first)
            return false;
        /* It would not fit the next time either. */
        stage_drop_victim(w);
        if (w->number == STAGE_STREAMS)
            stage_redo_quietly(w);
        room_note(w->room, w->at, &(struct verdict){ PACKET_REFUSED, (int)w->room->plugin, 0, 0,
                                                     "its records are too large" });
    }
    room_commit(w->room, w->at);
    undo_forget(w->stage->undo);
    return true;
}

/* One packet; false when there was no room. */
static bool
do_one(struct work *w, uint32_t i)
{
    struct batch *b = w->batch;
    uint32_t joined = b->joined_used;
    bool restore = w->number == STAGE_DEFRAG && b->events[i].kind == NC_EVENT_FRAGMENT;
    struct event event;
    struct nc_sighting seen;

    if (restore) {
        event = b->events[i];
        seen = b->seen[i];
    }
    begin(w, i);
    stage_packet(w);
    if (finish(w))
        return true;
    if (restore) {
        b->events[i] = event;
        b->seen[i] = seen;
        b->joined_used = joined;
    }
    return false;
}

/* The packets that the stage before has done. */
static void
do_packets(struct work *w)
{
    const struct room *before = &w->batch->rooms[w->number == STAGE_DEFRAG ? STAGE_DISSECT : STAGE_DEFRAG];
    uint32_t n = atomic_load(&before->done);

    if (n > w->batch->n_packets)
        n = w->batch->n_packets;
    for (uint32_t i = w->room->start; i < n && !w->room->full; i++)
        w->room->full = !do_one(w, i);
    w->room->start = atomic_load(&w->room->done);
}

/* A batch without packets: one flow, stream or datagram at a time, up to about FLUSH_OUT. */
static void
flush(struct work *w)
{
    struct room *before = &w->batch->rooms[STAGE_DEFRAG];

    w->room->more = w->number > STAGE_DEFRAG && before->more;
    for (uint32_t i = w->room->start;; i++) {
        uint32_t any;

        begin(w, i);
        any = stage_flush_one(w);
        if (!finish(w) || w->room->out_used > FLUSH_OUT) {
            w->room->more = 1;
            break;
        }
        if (!any)
            break;
    }
    w->room->start = atomic_load(&w->room->done);
}

/* The last worker may have died over a packet. */
static void
mend(struct work *w, _Atomic uint32_t *broken)
{
    w->at = w->room->start ? w->room->start - 1 : 0; /* the packet it died over, or one before */
    if (atomic_load(broken)) {
        undo_rollback(w->stage->undo);
        if (w->room->start)
            forget_extras(w);
        stage_drop_victim(w);
        if (w->room->start && w->number == STAGE_STREAMS)
            stage_redo_quietly(w);
    }
    undo_forget(w->stage->undo);
    undo_set_victim(w->stage->undo, 0);
    atomic_store(broken, 0);
}

void
do_stage(struct shared *s, const struct plugins *plugins, struct dissector *d, const struct task *task)
{
    struct work w = { plugins, d, task->batch, &task->batch->rooms[task->stage], &s->stages[task->stage],
                      task->stage, 0, false, false };

    d->pkt.host = &w;
    d->pkt.name_of = name_of;
    if (task->stage > STAGE_DEFRAG)
        d->pkt.write = write_record;
    mend(&w, &s->broken[task->stage]);
    if (task->batch->flush)
        flush(&w);
    else
        do_packets(&w);
    d->pkt.host = NULL;
    d->pkt.write = NULL;
    d->pkt.name_of = NULL;
}
