/* SPDX-License-Identifier: Apache-2.0 */
/* What each stage does with a packet: fragments, streams, flows. */
#include "stages/stage_work.h"
#include "flows/flows.h"

#include <string.h>

enum { EXPIRED_AT_ONCE = 4, NESTED_MAX = 8 };

/* A packet that was waited with: flows see it before the packet at work. */
static void
release(void *context, const struct nc_sighting *seen, bool whole)
{
    struct work *w = context;

    (void)whole;
    if (w->batch->n_extras == EXTRAS_MAX)
        w->full = true;
    else
        w->batch->extras[w->batch->n_extras++] = (struct extra){ w->at, *seen };
}

/* Those of the packet at work learn from the datagram what lies in it. */
static void
tell_extras(struct batch *b, uint32_t first, const struct nc_sighting *whole)
{
    for (uint32_t i = first; i < b->n_extras; i++) {
        struct nc_sighting *seen = &b->extras[i].seen;

        seen->transport_kind = whole->transport_kind;
        seen->transport_by = whole->transport_by;
        seen->application_by = whole->application_by;
        memcpy(seen->port, whole->port, sizeof seen->port);
    }
}

/* The bytes of an event; NULL when it is none of this batch's. */
static const uint8_t *
bytes_of(const struct batch *b, const struct event *e)
{
    uint32_t room = e->joined ? JOINED_MAX : BATCH_DATA;

    if (e->size > room || e->offset > room - e->size)
        return NULL;
    return (e->joined ? b->joined : b->data) + e->offset;
}

/* A datagram is whole: it goes up its layers. */
static void
do_datagram(struct work *w, const struct event *e, const uint8_t *bytes, uint32_t size, uint32_t first_extra)
{
    struct batch *b = w->batch;
    struct room_sink sink = room_sink(w->room);
    struct nc_sighting last = b->seen[w->at];
    struct verdict v = dissect_datagram(w->d, &last, &e->between, e->fragment.next, bytes, size,
                                        &w->room->plugin);

    if (!dissector_emit(w->d, &sink.sink)) {
        w->full = true;
        return;
    }
    take_event(b, w->at, &w->d->pkt, b->joined, true);
    tell_extras(b, first_extra, &b->seen[w->at]);
    if (v.outcome != PACKET_DECODED)
        room_note(w->room, w->at, &v);
}

/* One fragment.  False when there is nothing more to do with the packet. */
static bool
do_fragment(struct work *w, const struct defrag_job *job)
{
    struct batch *b = w->batch;
    struct event *slot = &b->events[w->at], e = *slot;
    const uint8_t *bytes = bytes_of(b, &e);
    struct defrag_input in;
    struct defrag_output out;
    uint32_t first_extra = b->n_extras;

    /* One that the capture has cut short cannot be put together with others. */
    if (e.kind != NC_EVENT_FRAGMENT || !bytes || b->seen[w->at].captured < b->seen[w->at].length)
        return false;
    if (b->joined_used > JOINED_MAX - DATAGRAM_MAX) {
        w->full = true;
        return false;
    }
    slot->kind = NC_EVENT_NONE;
    in = (struct defrag_input){ &e.fragment, &e.between, bytes, e.size, &b->seen[w->at] };
    out = (struct defrag_output){ .bytes = b->joined + b->joined_used };
    switch (defrag_add(job, &in, &out)) {
    case DEFRAG_HELD: slot->held = true; return false;
    case DEFRAG_WHOLE: e.fragment.next = out.next; break;
    default:
        if (out.reason)
            room_note(w->room, w->at, &(struct verdict){ PACKET_REFUSED, b->seen[w->at].network_by - 1, 0, 0,
                                                         out.reason });
        return false;
    }
    b->joined_used += out.size;
    do_datagram(w, &e, out.bytes, out.size, first_extra);
    return !w->full;
}

static void
defragment(struct work *w)
{
    struct defrag_job job = { w->stage->state, w->stage->undo, release, w };

    w->room->plugin = w->batch->seen[w->at].network_by - 1u;
    defrag_expire(&job, w->batch->packets[w->at].clock, EXPIRED_AT_ONCE);
    for (int depth = 0; depth < NESTED_MAX && !w->full && do_fragment(w, &job); depth++)
        ; /* a fragment of a datagram inside the datagram */
}

/* A plugin does not want a stream, or finds it malformed: that is what became of the packet. */
static void
note_refusal(void *context, int plugin, const char *reason)
{
    struct work *w = context;

    if (!w->batch->flush)
        room_note(w->room, w->at, &(struct verdict){ PACKET_REFUSED, plugin, 0, 0, reason });
}

static struct stream_job
stream_job(struct work *w)
{
    return (struct stream_job){
        .streams = w->stage->state, .undo = w->stage->undo, .plugins = w->plugins, .pkt = &w->d->pkt,
        .at_work = &w->room->plugin, .quiet = w->quiet, .refused = note_refusal, .malformed = note_refusal,
        .context = w,
    };
}

static void
reassemble(struct work *w)
{
    const struct event *e = &w->batch->events[w->at];
    const struct packet *p = &w->batch->packets[w->at];
    struct stream_job job = stream_job(w);
    const uint8_t *bytes = bytes_of(w->batch, e);

    if (e->kind != NC_EVENT_SEGMENT || !bytes)
        return;
    streams_expire(&job, p->clock, EXPIRED_AT_ONCE);
    if (!w->d->pkt.full)
        streams_add(&job, &(struct stream_input){
            &e->segment, &e->between, bytes, e->size,
            { p->seconds, p->nanoseconds, p->fine_time }, p->clock });
}

static struct flow_job
flow_job(struct work *w)
{
    w->room->plugin = (uint32_t)w->stage->plugin;
    return (struct flow_job){ w->stage->state, w->stage->undo, &w->plugins->list[w->stage->plugin], &w->d->pkt };
}

/* The first that belongs to this packet or one behind it. */
static uint32_t
find_extra(const struct batch *b, uint32_t packet)
{
    uint32_t from = 0, to = b->n_extras;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;

        if (b->extras[middle].packet < packet)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void
count_in(struct work *w)
{
    const struct batch *b = w->batch;
    const struct flow_key *keys = b->keys[w->number - STAGE_FLOWS];
    struct flow_job job = flow_job(w);

    flows_look_ahead(job.flows, keys, w->at, b->n_packets);
    if (b->n_extras)
        for (uint32_t i = find_extra(b, w->at); i < b->n_extras && b->extras[i].packet == w->at; i++)
            flows_see(&job, &b->extras[i].seen, NULL);
    if (!b->events[w->at].held)
        flows_see(&job, &b->seen[w->at], b->events[w->at].joined ? NULL : &keys[w->at]);
}

void
stage_drop_victim(struct work *w)
{
    uint32_t victim = atomic_load(&w->stage->undo->victim);

    undo_set_victim(w->stage->undo, 0);
    if (!victim)
        return;
    nc_packet_begin(&w->d->pkt);
    if (w->number >= STAGE_FLOWS) {
        struct flow_job job = flow_job(w);

        flows_drop(&job, victim);
    }
}

void
stage_packet(struct work *w)
{
    if (w->number == STAGE_DEFRAG)
        defragment(w);
    else if (w->number == STAGE_STREAMS)
        reassemble(w);
    else
        count_in(w);
}

uint32_t
stage_flush_one(struct work *w)
{
    uint64_t clock = w->batch->clock;

    if (w->number == STAGE_DEFRAG)
        return defrag_expire(&(struct defrag_job){ w->stage->state, w->stage->undo, release, w }, clock, 1);
    if (w->number == STAGE_STREAMS) {
        struct stream_job job = stream_job(w);

        return streams_expire(&job, clock, 1);
    }

    struct flow_job job = flow_job(w);

    if (w->at < w->batch->n_extras) {
        flows_see(&job, &w->batch->extras[w->at].seen, NULL);
        return 1;
    }
    return w->batch->rooms[STAGE_DEFRAG].more ? 0 : flows_expire(&job, clock, 1);
}

void
stage_redo_quietly(struct work *w)
{
    nc_packet_begin(&w->d->pkt);
    w->quiet = true;
    if (w->batch->flush)
        stage_flush_one(w);
    else
        reassemble(w);
    w->quiet = false;
}
