/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect.h"

#include <string.h>

enum { ARENA_SIZE = 4 << 20, CONTEXT_TEXT_MAX = 128, RECORD_FIRST_TRY = 512 };

bool
dissector_create(struct dissector *d, const struct plugins *plugins)
{
    memset(d, 0, sizeof *d);
    d->plugins = plugins;
    nc_entropy_setup();
    return nc_packet_create(&d->pkt, ARENA_SIZE);
}

void
dissector_destroy(struct dissector *d)
{
    nc_packet_destroy(&d->pkt);
}

static size_t
put_decimal(char *to, uint64_t value)
{
    char digits[20];
    int n = 0;

    do {
        digits[n++] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    for (int i = 0; i < n; i++)
        to[i] = digits[n - 1 - i];
    return (size_t)n;
}

/* A fraction of exactly so many digits. */
static size_t
put_fraction(char *to, uint32_t value, int digits)
{
    for (int i = digits; i-- > 0; value /= 10)
        to[i] = (char)('0' + value % 10);
    return (size_t)digits;
}

/* "seconds.", kept while the second lasts. */
static void
format_seconds(struct dissector *d, int64_t second)
{
    char *to = d->timestamp;
    uint64_t seconds = (uint64_t)second;

    if (second < 0) {
        *to++ = '-';
        seconds = 0 - seconds;
    }
    to += put_decimal(to, seconds);
    *to++ = '.';
    d->second = second;
    d->seconds_length = (size_t)(to - d->timestamp);
}

/* Six digits follow, or nine where the capture is that exact. */
static void
format_time(struct dissector *d, const struct packet *p)
{
    char *to;

    if (!d->seconds_length || d->second != p->seconds)
        format_seconds(d, p->seconds);
    to = d->timestamp + d->seconds_length;
    if (p->fine_time)
        to += put_fraction(to, p->nanoseconds, 9);
    else
        to += put_fraction(to, p->nanoseconds / 1000, 6);
    d->timestamp_length = (size_t)(to - d->timestamp);
}

static int
find_next(const struct dissector *d)
{
    const struct nc_packet *pkt = &d->pkt;
    int found = plugins_find(d->plugins, pkt->next_space, pkt->next[0]);

    if (found < 0 && pkt->next[1] != pkt->next[0])
        found = plugins_find(d->plugins, pkt->next_space, pkt->next[1]);
    return found;
}

/* Runs one decoder on what is left; false when it refused. */
static bool
decode_layer(struct dissector *d, int index, struct nc_cursor *in)
{
    const struct plugin *plugin = &d->plugins->list[index];
    struct nc_packet *pkt = &d->pkt;
    struct nc_ends around = pkt->ends;
    void *record = NULL;

    in->base = in->pos;
    pkt->in = in;
    pkt->next_space = NC_NONE;
    pkt->options = plugin->options;
    if (plugin->is.record)
        record = nc_message(pkt, plugin->is.record);
    if (plugin->is.read)
        plugin->is.read(pkt, in, record);
    if (plugin->is.decode && nc_ok(in))
        plugin->is.decode(pkt, in, record);
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
    return (struct verdict){ PACKET_UNKNOWN, -1, pkt->next_space, pkt->next[0], NULL };
}

struct verdict
dissect(struct dissector *d, const struct packet *p, const uint8_t *bytes, volatile uint32_t *at_work)
{
    struct nc_packet *pkt = &d->pkt;
    struct nc_cursor in = { bytes, bytes, bytes + p->captured, NULL };
    struct verdict verdict = { .outcome = PACKET_DECODED, .plugin = -1 };
    int marked = -1; /* who first called the packet malformed */

    nc_packet_begin(pkt);
    nc_next(pkt, NC_LINKTYPE, p->linktype);
    d->n_layers = 0;
    for (int layers = 0;; layers++) {
        int index = find_next(d);

        /* Behind a port there need be nothing at all. */
        if (index < 0 || (!nc_left(&in) && !nc_space_is_closed(pkt->next_space))) {
            verdict = unknown(d);
            break;
        }
        if (layers == NC_LAYERS_MAX) {
            verdict = (struct verdict){ PACKET_REFUSED, index, 0, 0, "more than 64 layers" };
            break;
        }
        *at_work = (uint32_t)index;
        if (!decode_layer(d, index, &in)) {
            if (in.failed != nc_declined)
                verdict = (struct verdict){ PACKET_REFUSED, index, 0, 0, in.failed };
            break;
        }
        if (pkt->malformed && marked < 0)
            marked = index;
    }
    if (marked >= 0)
        verdict = (struct verdict){ PACKET_REFUSED, marked, 0, 0, pkt->malformed };
    nc_packet_entropy(pkt);
    format_time(d, p);
    return verdict;
}

static uint8_t *
put_text(uint8_t *to, uint8_t tag, const char *text)
{
    size_t n = text ? strlen(text) : 0;

    if (!n || n >= CONTEXT_TEXT_MAX) /* longer is no address, and the length takes one byte here */
        return to;
    *to++ = tag;
    *to++ = (uint8_t)n;
    memcpy(to, text, n);
    return to + n;
}

static uint8_t *
put_port(uint8_t *to, uint8_t tag, int32_t port)
{
    if (port < 0)
        return to;
    to[0] = tag;
    to[1] = (uint8_t)put_decimal((char *)to + 2, (uint64_t)port);
    return to + 2 + to[1];
}

/* A PacketContext in wire format: four strings, numbers 1 to 4. */
static size_t
put_context(uint8_t *to, const struct nc_ends *ends)
{
    uint8_t *at = to;

    at = put_text(at, 1 << 3 | 2, ends->source);
    at = put_text(at, 2 << 3 | 2, ends->destination);
    at = put_port(at, 3 << 3 | 2, ends->source_port);
    at = put_port(at, 4 << 3 | 2, ends->destination_port);
    return (size_t)(at - to);
}

static bool
emit_layer(const struct layer *layer, const struct encoder_common *common, struct record_sink *sink)
{
    for (size_t wanted = RECORD_FIRST_TRY;; wanted *= 8) {
        size_t room, used;
        uint8_t *to = sink->reserve(sink, layer->index, wanted, &room);

        if (!to)
            return false;
        used = encoder_write(layer->plugin->encoder, layer->record, common, to, room);
        if (used) {
            sink->commit(sink, layer->index, used);
            return true;
        }
        if (room < wanted) /* that was the most a record can have */
            return false;
        wanted = room;
    }
}

bool
dissector_emit(struct dissector *d, struct record_sink *sink)
{
    uint8_t context[4 * (CONTEXT_TEXT_MAX + 2)];
    struct encoder_common common = { d->timestamp, d->timestamp_length, context, 0 };
    const struct nc_ends *written = NULL;

    for (size_t i = 0; i < d->n_layers; i++) {
        const struct layer *layer = &d->layers[i];

        if (d->plugins->context && (!written || memcmp(written, &layer->around, sizeof *written) != 0)) {
            common.context_length = put_context(context, &layer->around);
            written = &layer->around;
        }
        if (!emit_layer(layer, &common, sink))
            return false;
    }
    return true;
}
