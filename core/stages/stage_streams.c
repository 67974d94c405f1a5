/* SPDX-License-Identifier: Apache-2.0 */
/* Streams out of segments, and the plugins that read them and conversations of datagrams. */
#include "reassembly/streams.h"
#include "stages/stage_host.h"
#include "stages/stage_kind.h"
#include "utf8.h"

#include <string.h>

enum { EXPIRED_AT_ONCE = 4 };

/* A plugin does not want a stream: that is what became of the packet. */
static void
note_refusal(void *context, int plugin, const char *reason)
{
    stage_note(context, verdict_refused(plugin, reason));
}

/* It finds something malformed in it, and writes its record all the same. */
static void
note_mark(void *context, int plugin, const char *reason)
{
    stage_note(context, (struct verdict){
                            .outcome = PACKET_DECODED, .marker = plugin, .mark = reason });
}

static void
note_remark(void *context, int plugin, const char *reason)
{
    stage_note(context, (struct verdict){
                            .outcome = PACKET_DECODED, .remarks = { { plugin, reason } } });
}

/* The last one that is said at a packet. */
static void
take_server(void *context, const char *server)
{
    struct stage_run *run = context;

    nc_utf8_copy(run->server, sizeof run->server, server);
}

static struct stream_job
stream_job(struct stage_run *run)
{
    return (struct stream_job){
        .streams = run->stage->state,
        .undo = run->stage->undo,
        .plugins = run->plugins,
        .pkt = &run->d->pkt,
        .at_work = &run->room->plugin,
        .strict = run->d->options.checksums == CHECKSUMS_ON,
        .quiet = run->quiet,
        .refused = note_refusal,
        .malformed = note_mark,
        .noted = note_remark,
        .named = take_server,
        .context = run,
    };
}

/* Flow models read it in the sighting of the segment's own level. */
static void
hand_on(struct stage_run *run, const struct event *e, struct judgment judged)
{
    struct nc_sighting *level;

    if (e->level < 1 || e->level > NC_LEVELS_MAX)
        return; /* flows do not see it, or a worker wrote nonsense there */
    level = batch_level(run->batch, run->at, e->level - 1u);
    level->standing = judged.standing;
    level->turn = judged.turn;
    if (judged.recognised && !level->application_by)
        level->application_by = judged.recognised;
    batch_take_name(run->batch, run->at, level, run->server);
}

static void
look_ahead(struct stage_run *run)
{
    enum { BUCKET_AHEAD = 10, CONNECTION_AHEAD = 5 };
    struct streams *streams = run->stage->state;
    uint32_t far = run->at + BUCKET_AHEAD, near = run->at + CONNECTION_AHEAD;
    const struct event *e = &run->batch->events[far % BATCH_PACKETS];
    const struct nc_sighting *level = &run->batch->sightings[near % BATCH_PACKETS];

    __builtin_prefetch(&level->application_by, 1); /* for hand_on(), mostly */
    __builtin_prefetch(&level->standing, 1);
    run->ahead[far % STREAMS_AHEAD] = 0;
    if (far < run->batch->n_packets && far < BATCH_PACKETS && e->kind == NC_EVENT_SEGMENT)
        run->ahead[far % STREAMS_AHEAD] = streams_look_ahead(streams, &e->between);
    if (run->ahead[near % STREAMS_AHEAD])
        streams_fetch(streams, run->ahead[near % STREAMS_AHEAD]);
}

static void
segment(struct stage_run *run, const struct stream_job *job, const struct event *e,
        const uint8_t *bytes)
{
    const struct packet *p = &run->batch->packets[run->at];

    hand_on(run, e,
            streams_add(job, &(struct stream_input){
                                 .segment = &e->segment,
                                 .between = &e->between,
                                 .bytes = bytes,
                                 .size = e->size,
                                 .time = { p->seconds, p->nanoseconds, p->fine_time },
                                 .clock = p->clock,
                                 .number = p->number,
                                 .scale = e->scale }));
}

/* Who reads it is the level's application, which flow models name. */
static void
datagram(struct stage_run *run, const struct stream_job *job, const struct event *e,
         const uint8_t *bytes)
{
    const struct packet *p = &run->batch->packets[run->at];
    struct nc_sighting *level;
    uint16_t by = streams_datagram(job, &(struct datagram_input){
                                            .between = &e->between,
                                            .space = e->space,
                                            .cut = p->captured < p->length,
                                            .bytes = bytes,
                                            .size = e->size,
                                            .time = { p->seconds, p->nanoseconds, p->fine_time },
                                            .clock = p->clock,
                                            .number = p->number });

    if (!by || e->level < 1 || e->level > NC_LEVELS_MAX)
        return;
    level = batch_level(run->batch, run->at, e->level - 1u);
    level->application_by = by;
    batch_take_name(run->batch, run->at, level, run->server);
}

static void
packet(struct stage_run *run)
{
    const struct event *e = &run->batch->events[run->at];
    const uint8_t *bytes = batch_event_bytes(run->batch, e);
    struct stream_job job = stream_job(run);

    look_ahead(run);
    if ((e->kind != NC_EVENT_SEGMENT && e->kind != NC_EVENT_DATAGRAM) || !bytes)
        return;
    streams_expire(&job, run->batch->packets[run->at].clock, EXPIRED_AT_ONCE);
    run->server[0] = '\0';
    if (run->d->pkt.full)
        return;
    if (e->kind == NC_EVENT_SEGMENT)
        segment(run, &job, e, bytes);
    else
        datagram(run, &job, e, bytes);
}

static uint32_t
flush_one(struct stage_run *run)
{
    struct stream_job job = stream_job(run);

    return streams_expire(&job, run->batch->clock, 1);
}

static void
redo(struct stage_run *run)
{
    nc_hook_begin(&run->d->pkt);
    run->quiet = true;
    if (run->batch->flush)
        flush_one(run);
    else
        packet(run);
    run->quiet = false;
}

const struct stage_kind stage_streams = {
    .host = &stage_host,
    .packet = packet,
    .flush_one = flush_one,
    .redo = redo,
};
