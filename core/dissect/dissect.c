/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/dissect.h"

#include "dissect/run_layer.h"

#include <netcap/checksum.h>

#include <string.h>

enum { ARENA_SIZE = 4 << 20 };

const char dissect_no_layers[] = "more layers than one packet may have";
const char dissect_crowded[] = "more levels, or messages, than flows see";

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
    d->pkt.ignores_tags = options->ignores_tags;
    d->pkt.leaves_out_secrets = options->redact;
    d->pkt.verifies = options->checksums != CHECKSUMS_OFF;
    d->pkt.flows_ignore_entropy = true;
    for (const struct plugin *p = plugins->list; p < plugins->list + plugins->n; p++) {
        d->reads_datagrams |= p->is.datagram != NULL;
        d->pkt.flows_ignore_entropy &= !p->is.observe || !p->enabled || p->is.ignores_entropy;
    }
    return true;
}

void
dissector_destroy(struct dissector *d)
{
    nc_packet_destroy(&d->pkt);
}

/* What a stream carries is read by way of the stream, and datagrams by way of their conversation
 * where their plugin wants that. */
static bool
is_read_later(const struct dissector *d, const struct plugin *p, uint32_t space)
{
    if (nc_space_is_stream(space))
        return p->is.stream;
    return p->is.datagram && nc_is_datagram(&d->pkt);
}

static int
find_key(const struct dissector *d, uint32_t space, uint64_t value)
{
    int found = dispatch_find(&d->plugins->dispatch, space, value);
    const struct plugin *p = &d->plugins->list[found < 0 ? 0 : found];

    if (found >= 0 && (is_read_later(d, p, space) || (!p->is.read && !p->is.decode) ||
                       plugin_is_off(p)))
        return -1;
    return found;
}

/* By either number of what follows: the second stands in for the first, or, where they are
 * guesses, comes after it. */
static void
find_next(const struct dissector *d, int found[GUESSES])
{
    const struct nc_packet *pkt = &d->pkt;

    found[0] = find_key(d, pkt->next_space, pkt->next[0]);
    found[1] = -1;
    if (pkt->next[1] != pkt->next[0] &&
        (found[0] < 0 || !nc_space_is_closed(pkt->next_space)))
        found[1] = find_key(d, pkt->next_space, pkt->next[1]);
    if (found[1] == found[0])
        found[1] = -1;
}

/* What a transport carries is joined to its conversation, a header that begins a level to none of
 * those around it; the user may want that of all layers. */
static uint32_t
joined_level(const struct dissector *d, uint32_t behind_transport)
{
    const struct nc_packet *pkt = &d->pkt;

    if (!pkt->level || pkt->is_apart ||
        (behind_transport != pkt->n_levels && !d->options.packet_numbers))
        return 0;
    return pkt->n_levels;
}

bool
dissect_layer(struct dissector *d, int index, struct nc_cursor *in)
{
    const struct plugin *plugin = &d->plugins->list[index];
    struct nc_packet *pkt = &d->pkt;
    struct nc_ends around = pkt->ends;
    struct nc_sighting *level = pkt->is_apart ? NULL : pkt->level;
    uint32_t behind_transport = level && level->transport_kind ? pkt->n_levels : 0;
    uint32_t beside = pkt->n_beside;
    void *record;

    if (level && level->transport_by && !level->application_by)
        level->application_by = (uint16_t)(index + 1);
    in->base = in->pos;
    record = run_layer(pkt, plugin, index, in);
    if (!nc_ok(in)) {
        nc_drop_beside(pkt, beside);
        return false;
    }
    if (record && plugin->enabled)
        d->layers[d->n_layers++] = (struct layer){ plugin, record, index, around,
                                                   joined_level(d, behind_transport) };
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

/* Nobody decodes what follows: it may be of a conversation that somebody reads. */
static void
leave_to_others(struct dissector *d, const struct nc_cursor *in)
{
    if (d->reads_datagrams && nc_left(in))
        nc_report_datagram(&d->pkt, in);
}

/* Of the two numbers of what follows, the one that this plugin was found by. */
static void
name_found(struct nc_packet *pkt, const int found[GUESSES], int index)
{
    pkt->found = (struct nc_key)NC_KEY(pkt->next_space, pkt->next[index == found[0] ? 0 : 1]);
}

/* Whether one of the two numbers leads to a plugin that reads it by way of its conversation, and
 * says then what is wrong with it. */
static bool
is_asked_later(const struct dissector *d)
{
    const struct nc_packet *pkt = &d->pkt;

    for (int i = 0; i < GUESSES; i++) {
        int found = dispatch_find(&d->plugins->dispatch, pkt->next_space, pkt->next[i]);

        if (found >= 0 && d->plugins->list[found].is.datagram &&
            !plugin_is_off(&d->plugins->list[found]) && nc_is_datagram(pkt))
            return true;
    }
    return false;
}

/* Takes the first that believes what a port suggests; when none does, what stands of all that they
 * said is the cursor's failure, and index who said it. */
static bool
guess_layer(struct dissector *d, const int found[GUESSES], struct nc_cursor *in,
            volatile uint32_t *at_work, int *index)
{
    struct guess *guess = &d->guess;
    struct nc_cursor start = *in;

    guess_begin(guess, d->plugins, found, &d->pkt, in, at_work);
    for (size_t i = 0; i < guess->n; i++) {
        *index = guess->order[i];
        *at_work = (uint32_t)*index;
        name_found(&d->pkt, found, *index);
        if (dissect_layer(d, *index, in))
            return true;
        guess_undo(guess, &d->pkt, *index, in->failed);
        *in = start;
    }
    leave_to_others(d, in);
    *index = guess->by;
    nc_fail(in, is_asked_later(d) ? nc_declined : guess->reason);
    return false;
}

/* One layer more, of those that were found; false when it was refused, by the plugin *index. */
static bool
next_layer(struct dissector *d, const int found[GUESSES], struct nc_cursor *in,
           volatile uint32_t *at_work, int *index)
{
    if (!nc_space_is_closed(d->pkt.next_space))
        return guess_layer(d, found, in, at_work, index);
    *at_work = (uint32_t)*index;
    name_found(&d->pkt, found, *index);
    return dissect_layer(d, *index, in);
}

/* Up the layers, from what follows on; so many there are, and the plugin that first called the
 * packet malformed. */
static struct verdict
climb_one(struct dissector *d, struct nc_cursor *in, volatile uint32_t *at_work, uint64_t *layers,
          int *marker)
{
    struct nc_packet *pkt = &d->pkt;

    for (;; ++*layers) {
        int found[GUESSES], index;

        find_next(d, found);
        index = found[0] >= 0 ? found[0] : found[1];
        /* Behind a port there need be nothing at all. */
        if (index < 0 || (!nc_left(in) && !nc_space_is_closed(pkt->next_space))) {
            struct verdict verdict = unknown(d);

            leave_to_others(d, in);
            return verdict;
        }
        if (*layers == d->options.layers)
            return verdict_refused(index, dissect_no_layers);
        if (!next_layer(d, found, in, at_work, &index))
            return in->failed != nc_declined
                       ? verdict_refused(index, in->failed)
                       : (struct verdict){ .outcome = PACKET_DECODED, .plugin = -1 };
        if (!*layers)
            d->behind_link = in->pos;
        if (pkt->malformed && *marker < 0)
            *marker = index;
    }
}

/* Messages besides the first come after it; what became of the packet is the worst of them all. */
static struct verdict
climb_all(struct dissector *d, struct nc_cursor *in, volatile uint32_t *at_work, int *marker)
{
    struct nc_packet *pkt = &d->pkt;
    uint64_t layers = 0;
    struct verdict verdict = climb_one(d, in, at_work, &layers, marker);
    uint32_t event = pkt->event, space = pkt->next_space;

    for (uint32_t n = 0; n < pkt->n_beside; n++) {
        const uint8_t *bytes = pkt->beside[n].bytes;
        struct nc_cursor next = { bytes, bytes, bytes + pkt->beside[n].size, NULL };
        struct nc_tails tails = pkt->tails; /* of the event, if there has been one */
        struct verdict other;

        nc_go_beside(pkt, n);
        other = climb_one(d, &next, at_work, &layers, marker);
        if (other.reason == dissect_no_layers) {
            nc_note(pkt, dissect_no_layers);
            break;
        }
        if (other.outcome > verdict.outcome)
            verdict = other;
        if (event != NC_EVENT_NONE) {
            pkt->tails = tails;
            pkt->next_space = space;
        }
        event = pkt->event;
        space = pkt->next_space;
    }
    return verdict;
}

static struct verdict
climb(struct dissector *d, struct nc_cursor *in, volatile uint32_t *at_work)
{
    struct nc_packet *pkt = &d->pkt;
    struct verdict verdict;
    int marker = -1;

    d->n_layers = 0;
    verdict = climb_all(d, in, at_work, &marker);
    if (marker >= 0) {
        verdict.marker = marker;
        verdict.mark = pkt->malformed;
    }
    verdict.remarks[0] = (struct remark){ pkt->note_by - 1, pkt->note };
    verdict.remarks[1] = (struct remark){ pkt->sum_note_by - 1, pkt->sum_note };
    verdict.remarks[2] = (struct remark){ -1, pkt->crowded ? dissect_crowded : NULL };
    nc_packet_entropy(pkt);
    return verdict;
}

struct verdict
dissect(struct dissector *d, const struct packet *p, const uint8_t *bytes,
        volatile uint32_t *at_work)
{
    struct nc_packet *pkt = &d->pkt;
    struct nc_cursor in = { bytes, bytes, bytes + p->captured, NULL };

    d->behind_link = bytes;
    nc_packet_begin(pkt);
    nc_allow_work(pkt, p->captured);
    pkt->sighting.time = (struct nc_time){ p->seconds, p->nanoseconds, p->fine_time };
    pkt->sighting.clock = p->clock;
    pkt->sighting.captured = p->captured;
    pkt->sighting.length = p->length;
    pkt->sighting.number = p->number;
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
    pkt->place.link_depth += pkt->level && pkt->level->link_kind;
    memset(pkt->place.tag, 0, sizeof pkt->place.tag);
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
    pkt->network_at = bytes;
    pkt->network_before = last->header;
    if (pkt->level)
        pkt->level->network_length = last->header + size;
    pkt->joined = true;
    nc_whole(pkt, &in);
    nc_next(pkt, NC_IPPROTO, protocol);
    emit_time(&d->emitter, last->sighting->time);
    return climb(d, &in, at_work);
}

/* A layer's Context; its conversation goes there. */
static const struct nc_ends *
context_of(struct dissector *d, struct layer *layer, struct nc_conversation *talk)
{
    if (layer->level && layer->plugin->encoder->joins) {
        *talk = nc_conversation_of(nc_level(&d->pkt, layer->level - 1));
        layer->around.talk = talk;
        layer->around.number = d->pkt.sighting.number;
    }
    return &layer->around;
}

bool
dissector_emit(struct dissector *d, struct record_sink *sink, struct verdict *verdict)
{
    struct nc_conversation talks[NC_LEVELS_MAX + 1];

    for (struct layer *layer = d->layers; layer < d->layers + d->n_layers; layer++) {
        const struct nc_ends *ends = context_of(d, layer, &talks[layer->level]);

        if (!emit_record(&d->emitter, layer->plugin, layer->index, layer->record,
                         d->options.context ? ends : NULL, sink))
            return false;
        if (d->emitter.too_long && verdict->outcome < PACKET_REFUSED) {
            verdict->outcome = PACKET_REFUSED;
            verdict->plugin = layer->index;
            verdict->reason = emit_too_long;
        }
        if (d->emitter.mended && !verdict->remarks[REMARK_MENDED].text)
            verdict->remarks[REMARK_MENDED] = (struct remark){ layer->index, emit_mended };
    }
    return true;
}
