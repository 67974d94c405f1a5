/* SPDX-License-Identifier: Apache-2.0 */
/* Stands between the core and the plugins, and notes which ran where and what came of it. */
#include "dissect/plugin_files.h"
#include "mutate.h"
#include "reassembly/streams.h"
#include "settings/settings.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct plugins plugins;
static struct nc_plugin originals[PLUGINS_MAX];
static struct dissector dissector;
static struct probed probed;
static volatile uint32_t at_work;
static const uint8_t *packet_bytes;
static size_t packet_size;
static struct streams *streams;
static struct undo *undo;

static void
note(enum deed deed)
{
    if (deed > probed.deeds[at_work])
        probed.deeds[at_work] = deed;
}

static void
note_memory(const struct nc_packet *pkt)
{
    const uint8_t *end = pkt->scratch + NC_ALLOC_MAX;

    if (pkt->arena_end == pkt->scratch)
        end = pkt->arena_at;
    if (probed.used < end)
        probed.used = end;
}

static void
note_refusal(const struct nc_cursor *in)
{
    note(nc_reason(in) == nc_declined ? DECLINED : REFUSED);
}

static void
note_layer(const uint8_t *at)
{
    size_t offset = (size_t)((uintptr_t)at - (uintptr_t)packet_bytes);

    if (offset > packet_size)
        offset = 0;
    if (!probed.deeds[at_work])
        probed.begins[at_work] = (uint32_t)offset;
    if (probed.n_layers < NC_LAYERS_MAX) {
        probed.layers[probed.n_layers] = at_work;
        probed.starts[probed.n_layers++] = (uint32_t)offset;
    }
}

static void
probe_read(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    note_layer(in->pos);
    if (originals[at_work].read)
        originals[at_work].read(pkt, in, record);
    note_memory(pkt); /* should it be a guess, and be taken back */
    if (!nc_ok(in))
        note_refusal(in);
}

static void
probe_decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    const char *before = pkt->malformed;

    pkt->malformed = NULL;
    if (originals[at_work].decode)
        originals[at_work].decode(pkt, in, record);
    note_memory(pkt);
    if (!nc_ok(in))
        note_refusal(in);
    else
        note(pkt->malformed ? MALFORMED : DECODED);
    if (before)
        pkt->malformed = before;
}

/* Its bytes may be copies: the stream begins where the segment's do. */
static void
probe_stream(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
             void *state)
{
    note_layer(pkt->bytes);
    originals[at_work].stream(pkt, stream, in, state);
    note_memory(pkt);
    if (nc_reason(in) == nc_truncated)
        note(WAITING);
    else if (!nc_ok(in))
        note_refusal(in);
    else
        note(pkt->malformed ? MALFORMED : DECODED);
}

static void
probe_datagram(struct nc_packet *pkt, const struct nc_stream *stream, struct nc_cursor *in,
               void *state)
{
    note_layer(pkt->bytes);
    originals[at_work].datagram(pkt, stream, in, state);
    note_memory(pkt);
    if (!nc_ok(in))
        note_refusal(in);
    else
        note(pkt->malformed ? MALFORMED : DECODED);
}

static void
probe_end(struct nc_packet *pkt, const struct nc_stream *stream, void *state)
{
    originals[at_work].end(pkt, stream, state);
    note_memory(pkt);
}

static void
write_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct record_sink *sink = pkt->context;
    const struct plugin *plugin = &plugins.list[at_work];

    emit_time(&dissector.emitter, time);
    if (sink && !emit_record(&dissector.emitter, plugin, (int)at_work, record, &pkt->ends, sink))
        probed.full = true;
}

static const struct nc_host host = { .write = write_record };

/* The segment or datagram comes, the stream ends, and is forgotten.  What layers say of a message
 * that is handed on is no longer what they said of the packet. */
static void
run_streams(struct record_sink *sink)
{
    struct nc_packet *pkt = &dissector.pkt;
    const struct nc_segment segment = pkt->segment;
    const struct nc_tails tails = pkt->tails;
    struct stream_job job = {
        .streams = streams, .undo = undo, .plugins = &plugins, .pkt = pkt, .at_work = &at_work
    };

    probed.streamed = true;
    pkt->host = &host;
    pkt->context = sink;
    if (pkt->event == NC_EVENT_SEGMENT)
        streams_add(&job, &(struct stream_input){ &segment, &tails, pkt->bytes, pkt->n_bytes,
                                                  pkt->sighting.time, pkt->sighting.clock, 0,
                                                  pkt->segment_scale });
    else
        streams_datagram(&job, &(struct datagram_input){
                                   .between = &tails, .space = pkt->next_space,
                                   .bytes = pkt->bytes, .size = pkt->n_bytes,
                                   .time = pkt->sighting.time, .clock = pkt->sighting.clock });
    streams_expire(&job, UINT64_MAX, UINT32_MAX);
    note_memory(pkt);
    undo_rollback(undo);
}

static bool
make_streams(void)
{
    static const struct stream_limits limits = {
        .connections = 16, .memory = 1 << 20, .side = 1 << 18, .idle_timeout = 1, .gap_wait = 1,
        .closed_wait = 1
    };

    streams = calloc(1, streams_size(&limits));
    undo = calloc(1, sizeof *undo);
    if (!streams || !undo)
        return false;
    streams_setup(streams, &limits, 1);
    return true;
}

/* Not all do: flow models only count them. */
bool
probe_takes_packets(size_t plugin)
{
    return originals[plugin].read || originals[plugin].decode || originals[plugin].stream ||
           originals[plugin].datagram;
}

/* Conversations that another plugin says will come: no packet by itself leads to it. */
bool
probe_is_expected(size_t plugin)
{
    const struct nc_key *key = originals[plugin].on;

    while (key && key->space >= NC_SPACES)
        key++;
    return originals[plugin].datagram && !(key && key->space);
}

/* With the bounds that netcapd has when nothing is said. */
static bool
make_dissector(void)
{
    char *said[] = { (char *)"mutate", (char *)"--list-plugins", NULL };
    struct settings usual;
    bool made = settings_read(&usual, 2, said) &&
                dissector_create(&dissector, &plugins, &usual.limits.dissect);

    settings_free(&usual);
    return made;
}

bool
probe_setup(const char *folder)
{
    static char loading[PATH_MAX];

    plugins_load(&plugins, (char *const[]){ (char *)folder, NULL }, loading);
    for (size_t i = 0; i < plugins.n_refused; i++)
        fprintf(stderr, "mutate: %s\n", plugins.refused[i]);
    for (size_t i = 0; i < plugins.n; i++) {
        originals[i] = plugins.list[i].is;
        if (!probe_takes_packets(i))
            continue;
        plugins.list[i].is.read = probe_read;
        plugins.list[i].is.decode = probe_decode;
        if (originals[i].stream)
            plugins.list[i].is.stream = probe_stream;
        if (originals[i].datagram)
            plugins.list[i].is.datagram = probe_datagram;
        if (originals[i].end)
            plugins.list[i].is.end = probe_end;
    }
    return !plugins.n_refused &&
           make_dissector() && make_streams();
}

const struct plugins *
probe_plugins(void)
{
    return &plugins;
}

struct dissector *
probe_dissector(void)
{
    return &dissector;
}

void
probe_switch(int how)
{
    static int now;

    for (size_t i = 0; how != now && i < plugins.n; i++)
        for (const struct nc_option *o = originals[i].options; o && o->kind != NC_OPTION_END; o++)
            if (o->kind == NC_OPTION_BOOL)
                *((bool *)plugins.list[i].options + o->member) = how ? how == 1 : o->initial != 0;
    now = how;
}

const struct probed *
probe_run(const struct packet *packet, const uint8_t *bytes, struct record_sink *sink)
{
    memset(probed.deeds, 0, plugins.n);
    probed.n_layers = 0;
    probed.used = dissector.pkt.arena;
    packet_bytes = bytes;
    packet_size = packet->captured;
    probed.verdict = dissect(&dissector, packet, bytes, &at_work);
    note_memory(&dissector.pkt);
    probed.streamed = false;
    probed.full = sink && !dissector_emit(&dissector, sink, &probed.verdict);
    if (dissector.pkt.event == NC_EVENT_SEGMENT || dissector.pkt.event == NC_EVENT_DATAGRAM)
        run_streams(sink);
    return &probed;
}

const struct probed *
probe_last(void)
{
    return &probed;
}
