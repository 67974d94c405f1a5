/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/dissect.h"

#include <netcap/checksum.h>

#include <string.h>

enum { ARENA_SIZE = 4 << 20 };

const char dissect_no_layers[] = "more layers than one packet may have";

bool
dissector_create(struct dissector *d, const struct plugins *plugins,
                 const struct dissect_options *options)
{
    memset(d, 0, sizeof *d);
    d->plugins = plugins;
    d->options = *options;
    if (!d->options.layers || d->options.layers > NC_LAYERS_MAX)
        d->options.layers = NC_LAYERS_MAX;
    d->emitter.most = options->record;
    nc_entropy_setup();
    if (!nc_packet_create(&d->pkt, options->memory ? options->memory + NC_ALLOC_MAX : ARENA_SIZE))
        return false;
    d->pkt.bounds = options->bounds;
    d->pkt.ignores_vlans = options->ignores_vlans;
    d->pkt.verifies = options->checksums != CHECKSUMS_OFF;
    return true;
}

void
dissector_destroy(struct dissector *d)
{
    nc_packet_destroy(&d->pkt);
}

/* What a stream carries is read by way of the stream. */
static int
find_key(const struct dissector *d, uint32_t space, uint64_t value)
{
    int found = dispatch_find(&d->plugins->dispatch, space, value);
    const struct plugin *p = &d->plugins->list[found < 0 ? 0 : found];

    if (found >= 0 && ((nc_space_is_stream(space) && p->is.stream) ||
                       (!p->is.read && !p->is.decode) || plugin_is_off(p)))
        return -1;
    return found;
}

static int
find_next(const struct dissector *d)
{
    const struct nc_packet *pkt = &d->pkt;
    int found = find_key(d, pkt->next_space, pkt->next[0]);

    if (found < 0 && pkt->next[1] != pkt->next[0])
        found = find_key(d, pkt->next_space, pkt->next[1]);
    return found;
}

/* A plugin that wrote into its cursor must not lead the next one out of the packet. */
static bool
is_inside(const struct nc_cursor *in, const uint8_t *from, const uint8_t *end)
{
    return in->base >= from && in->pos >= in->base && in->end >= in->pos && in->end <= end;
}

bool
dissect_layer(struct dissector *d, int index, struct nc_cursor *in)
{
    const struct plugin *plugin = &d->plugins->list[index];
    struct nc_packet *pkt = &d->pkt;
    struct nc_ends around = pkt->ends;
    const uint8_t *from = in->pos, *end = in->end;
    void *record = NULL;

    if (pkt->level && pkt->level->transport_by && !pkt->level->application_by)
        pkt->level->application_by = (uint16_t)(index + 1);
    in->base = in->pos;
    pkt->in = in;
    pkt->by = (uint16_t)(index + 1);
    pkt->next_space = NC_NONE;
    pkt->options = plugin->options;
    nc_allow_elements(pkt);
    if (plugin->is.record)
        record = nc_message(pkt, plugin->is.record);
    if (plugin->is.read)
        plugin->is.read(pkt, in, record);
    if (plugin->is.decode && nc_ok(in))
        plugin->is.decode(pkt, in, record);
    if (!is_inside(in, from, end)) {
        *in = (struct nc_cursor){ from, from, from, NULL };
        nc_fail(in, "it moved its cursor out of the packet");
    }
    if (!nc_ok(in))
        return false;
    if (record && plugin->enabled)
        d->layers[d->n_layers++] = (struct layer){ plugin, record, index, around };
    return true;
}

static struct verdict
unknown(const struct dissector *d)
{
    const struct nc_packet *pkt = &d->pkt;

    if (pkt->next_space == NC_NONE || !nc_space_is_closed(pkt->next_space))
        return (struct verdict){ .outcome = PACKET_DECODED, .plugin = -1 };
    return (struct verdict){ .outcome = PACKET_UNKNOWN,
                             .plugin = -1,
                             .space = pkt->next_space,
                             .value = pkt->next[0] };
}

/* Up the layers, from what follows on. */
static struct verdict
climb(struct dissector *d, struct nc_cursor *in, volatile uint32_t *at_work)
{
    struct nc_packet *pkt = &d->pkt;
    struct verdict verdict = { .outcome = PACKET_DECODED, .plugin = -1 };
    int marker = -1; /* who first called the packet malformed */

    d->n_layers = 0;
    for (uint64_t layers = 0;; layers++) {
        int index = find_next(d);

        /* Behind a port there need be nothing at all. */
        if (index < 0 || (!nc_left(in) && !nc_space_is_closed(pkt->next_space))) {
            verdict = unknown(d);
            break;
        }
        if (layers == d->options.layers) {
            verdict = verdict_refused(index, dissect_no_layers);
            break;
        }
        *at_work = (uint32_t)index;
        if (!dissect_layer(d, index, in)) {
            if (in->failed != nc_declined)
                verdict = verdict_refused(index, in->failed);
            break;
        }
        if (pkt->malformed && marker < 0)
            marker = index;
    }
    if (marker >= 0) {
        verdict.marker = marker;
        verdict.mark = pkt->malformed;
    }
    if (pkt->note) {
        verdict.noter = pkt->note_by - 1;
        verdict.note = pkt->note;
    }
    nc_packet_entropy(pkt);
    return verdict;
}

struct verdict
dissect(struct dissector *d, const struct packet *p, const uint8_t *bytes,
        volatile uint32_t *at_work)
{
    struct nc_packet *pkt = &d->pkt;
    struct nc_cursor in = { bytes, bytes, bytes + p->captured, NULL };

    nc_packet_begin(pkt);
    nc_allow_work(pkt, p->captured);
    pkt->sighting.time = (struct nc_time){ p->seconds, p->nanoseconds, p->fine_time };
    pkt->sighting.clock = p->clock;
    pkt->sighting.captured = p->captured;
    pkt->sighting.length = p->length;
    nc_next(pkt, NC_LINKTYPE, p->linktype);
    emit_time(&d->emitter, pkt->sighting.time);
    return climb(d, &in, at_work);
}

/* As behind the fragment's network header. */
static void
go_on_at(struct nc_packet *pkt, const struct last_fragment *last)
{
    const struct nc_tails *between = last->between;

    pkt->sighting = *last->sighting;
    memcpy(pkt->inner, last->inner, (last->n_levels - 1) * sizeof *last->inner);
    pkt->n_levels = last->n_levels;
    pkt->level = last->level ? nc_level(pkt, last->level - 1) : NULL;
    pkt->tails = *between;
    pkt->tails.network_sum = NC_SUM_UNKNOWN; /* was judged with the fragment */
    pkt->way = between->way;
    pkt->place = between->place;
    pkt->networks = ++pkt->place.depth;
    memset(pkt->place.vlan, 0, sizeof pkt->place.vlan);
    nc_addresses(pkt, nc_address_text(pkt, between->network_kind, between->network[0]),
                 nc_address_text(pkt, between->network_kind, between->network[1]));
}

struct verdict
dissect_datagram(struct dissector *d, const struct last_fragment *last, uint8_t protocol,
                 const uint8_t *bytes, uint32_t size, volatile uint32_t *at_work)
{
    struct nc_packet *pkt = &d->pkt;
    struct nc_cursor in = { bytes, bytes, bytes + size, NULL };

    nc_packet_begin(pkt);
    nc_allow_work(pkt, size);
    pkt->in = &in;
    go_on_at(pkt, last);
    pkt->joined = true;
    nc_whole(pkt, &in);
    nc_next(pkt, NC_IPPROTO, protocol);
    emit_time(&d->emitter, last->sighting->time);
    return climb(d, &in, at_work);
}

bool
dissector_emit(struct dissector *d, struct record_sink *sink, struct verdict *verdict)
{
    for (size_t i = 0; i < d->n_layers; i++) {
        const struct layer *layer = &d->layers[i];

        if (!emit_record(&d->emitter, layer->plugin, layer->index, layer->record,
                         d->options.context ? &layer->around : NULL, sink))
            return false;
        if (d->emitter.too_long && verdict->outcome < PACKET_REFUSED) {
            verdict->outcome = PACKET_REFUSED;
            verdict->plugin = layer->index;
            verdict->reason = emit_too_long;
        }
    }
    return true;
}
