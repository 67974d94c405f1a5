/* SPDX-License-Identifier: Apache-2.0 */
/* Defragmentation: datagrams out of fragments, which then go up their layers. */
#include "reassembly/defrag.h"
#include "stages/stage_host.h"
#include "stages/stage_kind.h"

#include <string.h>

enum { EXPIRED_AT_ONCE = 4, NESTED_MAX = 8 };

/* A packet that was waited with: flows see it before the packet at work. */
static void
release(void *context, const struct nc_sighting *sighting, bool whole)
{
    struct stage_run *run = context;

    (void)whole;
    if (run->batch->n_late >= LATE_MAX)
        run->full = true;
    else
        run->batch->late[run->batch->n_late++] = (struct late_sighting){ run->at, *sighting };
}

static struct defrag_job
defrag_job(struct stage_run *run)
{
    return (struct defrag_job){ run->stage->state, run->stage->undo, release, run };
}

static void
refuse(struct stage_run *run, int plugin, const char *reason)
{
    struct verdict v = verdict_refused(plugin, reason);

    room_note(run->room, run->at, &v);
}

/* The packets waited with learn from the datagram what lies in it. */
static void
tell_late(struct batch *b, uint32_t first, const struct nc_sighting *whole)
{
    for (uint32_t i = first; i < b->n_late; i++) {
        struct nc_sighting *late = &b->late[i].is;

        late->transport_kind = whole->transport_kind;
        late->transport_by = whole->transport_by;
        late->application_by = whole->application_by;
        memcpy(late->port, whole->port, sizeof late->port);
        memcpy(late->network, whole->network, sizeof late->network);
    }
}

/* A datagram is whole: it goes up its layers. */
static void
do_datagram(struct stage_run *run, const struct event *e, const struct defrag_output *whole)
{
    struct batch *b = run->batch;
    struct room_sink sink = room_sink(run->room);
    const struct last_fragment last = { &b->sightings[run->at], b->inner[run->at], e->levels,
                                        e->level, &e->between, whole->header };
    struct verdict v = dissect_datagram(run->d, &last, whole->next, whole->bytes, whole->size,
                                        &run->room->plugin);

    if (!dissector_emit(run->d, &sink.sink, &v)) {
        run->full = true;
        return;
    }
    batch_take_event(b, run->at, &run->d->pkt, true);
    room_note(run->room, run->at, &v);
}

/* The level of a fragment; one of no flow, when flows do not see it. */
static struct nc_sighting
level_of(const struct stage_run *run, const struct event *e)
{
    const struct nc_sighting *outermost = &run->batch->sightings[run->at];

    if (e->level)
        return *batch_level(run->batch, run->at, e->level - 1u);
    return (struct nc_sighting){ .time = outermost->time, .clock = outermost->clock };
}

/* Levels that lie around it are seen at once. */
static void
hold(struct event *e)
{
    if (e->level)
        e->levels = (uint8_t)(e->level - 1);
}

/* Numbers that a worker can have written. */
static bool
is_sound(const struct event *e)
{
    return e->levels >= 1 && e->levels <= NC_LEVELS_MAX && e->level <= e->levels;
}

/* One that the capture has cut short cannot be put together with others. */
static bool
is_usable(const struct stage_run *run, const struct event *e, const uint8_t *bytes)
{
    const struct nc_sighting *sighting = &run->batch->sightings[run->at];

    return e->kind == NC_EVENT_FRAGMENT && bytes && sighting->captured >= sighting->length;
}

/* A fragment whose header has a wrong checksum is noted, and passed over if no host sent it so. */
static bool
is_believed(struct stage_run *run, const struct defrag_job *job, const struct nc_tails *between)
{
    bool strict = run->d->options.checksums == CHECKSUMS_ON;
    struct verdict v = { .outcome = PACKET_DECODED };
    bool believes = between->network_sum <= NC_SUM_RIGHT;

    if (believes)
        return true;
    believes = defrag_believes(job, between, strict);
    v.remarks[0] = (struct remark){
        between->network_by - 1, believes
                                     ? "no checksum, believed: left to the network card (offload)"
                                     : "wrong checksum of a fragment, passed over"
    };
    room_note(run->room, run->at, &v);
    return believes;
}

/* One fragment.  False when there is nothing more to do with the packet. */
static bool
do_fragment(struct stage_run *run, const struct defrag_job *job)
{
    struct batch *b = run->batch;
    struct event *slot = &b->events[run->at], e = *slot;
    struct nc_sighting level = level_of(run, &e);
    struct defrag_input in = { &e.fragment, &e.between, batch_event_bytes(b, &e), e.size, &level,
                               e.wait };
    struct defrag_output out = { .bytes = b->joined + b->joined_used };
    uint32_t first_late = b->n_late;

    if (!is_usable(run, &e, in.bytes))
        return false;
    if (b->joined_used > JOINED_MAX - DATAGRAM_MAX) {
        run->full = true;
        return false;
    }
    slot->kind = NC_EVENT_NONE;
    if (!is_believed(run, job, &e.between))
        return false;
    switch (defrag_add(job, &in, &out)) {
    case DEFRAG_HELD: hold(slot); return false;
    case DEFRAG_WHOLE:
        b->joined_used += out.size;
        do_datagram(run, &e, &out);
        if (!run->full && e.level)
            tell_late(b, first_late, batch_level(b, run->at, e.level - 1u));
        return !run->full;
    default:
        if (out.reason)
            refuse(run, level.network_by - 1, out.reason);
        return false;
    }
}

static void
remember(struct stage_run *run)
{
    struct batch *b = run->batch;

    b->before.event = b->events[run->at];
    b->before.sighting = level_of(run, &b->before.event);
    b->before.joined_used = b->joined_used;
    atomic_signal_fence(memory_order_seq_cst); /* should the worker die: all of it, or nothing */
    b->before.packet = run->at + 1;
}

static void
packet(struct stage_run *run)
{
    struct defrag_job job = defrag_job(run);

    defrag_expire(&job, run->batch->packets[run->at].clock, EXPIRED_AT_ONCE);
    if (run->batch->events[run->at].kind != NC_EVENT_FRAGMENT ||
        !is_sound(&run->batch->events[run->at]))
        return;
    remember(run);
    for (int depth = 0; depth < NESTED_MAX && !run->full && do_fragment(run, &job); depth++)
        ; /* a fragment of a datagram inside the datagram */
}

static uint32_t
flush_one(struct stage_run *run)
{
    struct defrag_job job = defrag_job(run);

    return defrag_expire(&job, run->batch->clock, 1);
}

static void
take_back(struct stage_run *run)
{
    struct batch *b = run->batch;

    while (b->n_late && b->late[b->n_late - 1].packet >= run->at)
        b->n_late--;
    if (b->before.packet != run->at + 1)
        return;
    b->events[run->at] = b->before.event;
    if (b->before.event.level)
        *batch_level(b, run->at, b->before.event.level - 1u) = b->before.sighting;
    b->joined_used = b->before.joined_used;
}

static bool
is_untouched(const struct stage_run *run)
{
    return !run->batch->n_late && !run->batch->joined_used;
}

const struct stage_kind stage_defrag = {
    .host = &stage_host_of_layers,
    .packet = packet,
    .flush_one = flush_one,
    .take_back = take_back,
    .is_untouched = is_untouched,
};
