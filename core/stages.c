/* SPDX-License-Identifier: Apache-2.0 */
#include "stages.h"
#include "flows.h"
#include "message.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum {
    EXPIRED_AT_ONCE = 4,
    NESTED_MAX = 8,
    FLUSH_OUT = 1 << 20, /* bytes of records that a batch gives out at the end: rooms are kept small */
};

/* A worker at a stage of a batch. */
struct work {
    const struct plugins *plugins;
    struct dissector *d;
    struct batch *batch;
    struct room *room;
    struct stage *stage;
    uint32_t number; /* of the stage */
    uint32_t at;     /* the packet */
    bool full;
    bool quiet;      /* without plugins of streams: see core/streams.h */
};

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

/* State for a stage and its journal, from what is left.  NULL when it does not suffice. */
static void *
carve(struct shared *s, uint32_t stage, size_t size, uint64_t *used)
{
    const uint64_t page = 4096;
    uint64_t journal = (sizeof(struct undo) + page - 1) & ~(page - 1);

    size = (size + page - 1) & ~(size_t)(page - 1);
    if (size > STATE_MAX - journal || *used > STATE_MAX - journal - size)
        return NULL;
    s->stages[stage].undo = (struct undo *)(void *)(s->state + *used);
    s->stages[stage].state = s->state + *used + journal;
    s->stages[stage].undo->from = s->stages[stage].state;
    s->stages[stage].undo->to = s->stages[stage].undo->from + size;
    *used += journal + size;
    return s->stages[stage].state;
}

static bool
setup_flow(struct shared *s, const Catalog__Plugin *p, const Catalog__PluginSettings *set, int plugin,
           uint64_t seed, uint64_t *used)
{
    struct nc_flow_limits limits = { set->option[0], set->option[1], set->option[2] };
    void *state = carve(s, s->n_stages, flows_size(&limits, p->state_size), used);

    if (!state)
        return false;
    flows_setup(state, &limits, p->state_size, seed);
    s->stages[s->n_stages++].plugin = plugin;
    return true;
}

bool
stages_setup(struct shared *s, const Catalog__Catalog *catalog, const Catalog__Settings *settings,
             const struct stage_limits *limits)
{
    uint64_t seed = 0, used = 0;
    void *defrag = carve(s, STAGE_DEFRAG, defrag_size(&limits->defrag), &used);
    void *streams = carve(s, STAGE_STREAMS, streams_size(&limits->streams), &used);
    bool fits = defrag && streams;

    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) < 0)
        seed = (uintptr_t)&seed; /* early at boot: no secret, but no reason to stop */
    if (fits) {
        defrag_setup(defrag, &limits->defrag, seed);
        streams_setup(streams, &limits->streams, seed);
    }
    s->n_stages = STAGE_FLOWS;
    for (size_t i = 0; i < catalog->n_plugin && fits; i++) {
        if (!catalog->plugin[i]->flow || !settings->plugin[i]->enabled)
            continue;
        if (s->n_stages == STAGES_MAX) {
            say_error("%s: more than %d models of flows are switched on: switch some off",
                      catalog->plugin[i]->name, FLOW_STAGES_MAX);
            return false;
        }
        fits = setup_flow(s, catalog->plugin[i], settings->plugin[i], (int)i, seed, &used);
    }
    if (!fits)
        say_error("the limits for streams and flows ask for more than %llu GiB: lower max_flows or "
                  "stream-memory", (unsigned long long)(STATE_MAX >> 30));
    return fits;
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
    struct fragment fragment = { .is = e.fragment, .kind = e.between.network_kind };
    const uint8_t *bytes = bytes_of(b, &e);
    uint32_t size = 0, first_extra = b->n_extras;
    const char *reason = NULL;

    /* One that the capture has cut short cannot be put together with others. */
    if (e.kind != NC_EVENT_FRAGMENT || !bytes || b->seen[w->at].captured < b->seen[w->at].length)
        return false;
    if (b->joined_used > JOINED_MAX - DATAGRAM_MAX) {
        w->full = true;
        return false;
    }
    memcpy(fragment.network, e.between.network, sizeof fragment.network);
    slot->kind = NC_EVENT_NONE;
    switch (defrag_add(job, &fragment, bytes, e.size, &b->seen[w->at], b->joined + b->joined_used, &size, &reason)) {
    case DEFRAG_HELD: slot->held = true; return false;
    case DEFRAG_WHOLE: e.fragment.next = defrag_follows(job->defrag); break;
    default:
        if (reason)
            room_note(w->room, w->at, &(struct verdict){ PACKET_REFUSED, b->seen[w->at].network_by - 1, 0, 0, reason });
        return false;
    }
    bytes = b->joined + b->joined_used;
    b->joined_used += size;
    do_datagram(w, &e, bytes, size, first_extra);
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
        streams_add(&job, &(struct segment){ e->segment, e->between }, bytes, e->size,
                    (struct nc_time){ p->seconds, p->nanoseconds, p->fine_time }, p->clock);
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

/* A flow over whose end its plugin failed. */
static void
drop_victim(struct work *w)
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

static void redo_quietly(struct work *);

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
        drop_victim(w);
        if (w->number == STAGE_STREAMS)
            redo_quietly(w);
        room_note(w->room, w->at, &(struct verdict){ PACKET_REFUSED, (int)w->room->plugin, 0, 0,
                                                     "its records are too large" });
    }
    room_commit(w->room, w->at);
    undo_forget(w->stage->undo);
    return true;
}

typedef void do_packet(struct work *);

static do_packet *
job_of(uint32_t stage)
{
    return stage == STAGE_DEFRAG ? defragment : stage == STAGE_STREAMS ? reassemble : count_in;
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
    job_of(w->number)(w);
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

/* One flow, stream or datagram whose time has come; 0 when there is none. */
static uint32_t
flush_one(struct work *w)
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

/* A batch without packets: one flow, stream or datagram at a time, up to about FLUSH_OUT. */
static void
flush(struct work *w)
{
    struct room *before = &w->batch->rooms[STAGE_DEFRAG];

    w->room->more = w->number > STAGE_DEFRAG && before->more;
    for (uint32_t i = w->room->start;; i++) {
        uint32_t any;

        begin(w, i);
        any = flush_one(w);
        if (!finish(w) || w->room->out_used > FLUSH_OUT) {
            w->room->more = 1;
            break;
        }
        if (!any)
            break;
    }
    w->room->start = atomic_load(&w->room->done);
}

/* The packet at which a plugin of a stream failed goes into the streams all the same, without it. */
static void
redo_quietly(struct work *w)
{
    nc_packet_begin(&w->d->pkt);
    w->quiet = true;
    if (w->batch->flush)
        flush_one(w);
    else
        reassemble(w);
    w->quiet = false;
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
        drop_victim(w);
        if (w->room->start && w->number == STAGE_STREAMS)
            redo_quietly(w);
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
