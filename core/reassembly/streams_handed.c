/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_handed.h"

#include "dissect/dissect.h"
#include "dissect/run_layer.h"

/* What is handed on, by whom. */
struct handing {
    struct stream_call *call;
    const struct connection *connection;
    uint32_t side;
    const struct nc_stream *stream;
};

static bool
is_stream(const struct connection *c)
{
    return nc_stream_space(c->key.transport_kind) != NC_NONE;
}

/* As for refusals of who reads the stream: the packet at hand may have none of these bytes. */
static void
refuse(const struct handing *h, int plugin, const char *reason)
{
    struct stream_call *call = h->call;
    const struct stream_job *job = call->job;

    if (reason == nc_declined)
        return;
    if (is_stream(h->connection))
        call->streams->now.counts.refused++;
    if (job->refused && (!is_stream(h->connection) || call->speaks == 1 + h->side))
        job->refused(job->context, plugin, reason);
}

static int
find_key(const struct plugins *all, uint32_t space, uint64_t value)
{
    int found = dispatch_find(&all->dispatch, space, value);
    const struct plugin *p = &all->list[found < 0 ? 0 : found];

    if (found < 0 || nc_space_is_stream(space) || (!p->is.read && !p->is.decode) ||
        plugin_is_off(p))
        return -1;
    return found;
}

/* As the layer before has named it. */
static int
find_next(const struct plugins *all, const struct nc_packet *pkt)
{
    int found = find_key(all, pkt->next_space, pkt->next[0]);

    return found >= 0 ? found : find_key(all, pkt->next_space, pkt->next[1]);
}

/* What it said besides. */
static void
tell(const struct handing *h, int index)
{
    const struct stream_job *job = h->call->job;
    const struct nc_packet *pkt = job->pkt;

    if (pkt->malformed && job->malformed)
        job->malformed(job->context, index, pkt->malformed);
    if (pkt->note && job->noted)
        job->noted(job->context, index, pkt->note);
    if (pkt->server_name && job->named)
        job->named(job->context, pkt->server_name);
}

/* Its record has the ends that were said before it. */
static void
write_record(const struct handing *h, void *record, const struct nc_ends *around)
{
    struct nc_packet *pkt = h->call->job->pkt;
    const struct nc_ends inside = pkt->ends;

    nc_packet_entropy(pkt);
    pkt->ends = *around;
    nc_write(pkt, record, h->stream->time);
    pkt->ends = inside;
}

/* One layer; false when it was refused, or the packet is to come again. */
static bool
decode_layer(const struct handing *h, int index, struct nc_cursor *in)
{
    const struct stream_job *job = h->call->job;
    struct nc_packet *pkt = job->pkt;
    const struct nc_ends around = pkt->ends;
    const struct nc_host *host = pkt->host;
    uint32_t handed = pkt->n_handed;
    void *record;

    pkt->malformed = pkt->note = pkt->server_name = NULL;
    pkt->n_pending = 0;
    pkt->host = NULL; /* what is for streams is not for layers */
    *job->at_work = (uint32_t)index;
    record = run_layer(pkt, &job->plugins->list[index], index, in);
    pkt->host = host;
    nc_drop_beside(pkt, 0);
    if (!nc_ok(in)) {
        pkt->n_handed = handed;
        refuse(h, index, nc_reason(in));
        return false;
    }
    write_record(h, record, &around);
    if (!pkt->full)
        tell(h, index);
    return !pkt->full;
}

static void
decode_message(const struct handing *h, const struct nc_handed *handed)
{
    const struct plugins *all = h->call->job->plugins;
    struct nc_packet *pkt = h->call->job->pkt;
    struct nc_cursor in = handed->message;
    int index = find_key(all, handed->space, handed->value);

    pkt->found = (struct nc_key)NC_KEY(handed->space, handed->value);
    nc_layers_begin(pkt);
    nc_allow_work(pkt, nc_left(&in));
    for (uint32_t layers = 0; index >= 0 && decode_layer(h, index, &in); layers++) {
        index = find_next(all, pkt);
        if (index < 0 || !nc_left(&in))
            return;
        if (layers + 1 == NC_LAYERS_MAX) {
            refuse(h, index, dissect_no_layers);
            return;
        }
        pkt->found = (struct nc_key)NC_KEY(pkt->next_space, pkt->next[0]);
        in.base = in.pos;
    }
}

void
handed_decode(struct stream_call *call, struct connection *c, uint32_t side,
              const struct nc_stream *stream)
{
    const struct handing h = { call, c, side, stream };
    struct nc_packet *pkt = call->job->pkt;
    const struct nc_ends ends = pkt->ends;
    const uint64_t passed = pkt->passed;
    const bool handed_over = pkt->handed_over;
    const char *refused = pkt->refused;
    struct nc_cursor *in = pkt->in;

    if (!pkt->n_handed || pkt->full)
        return;
    pkt->handed_by = stream;
    for (uint32_t n = 0; n < pkt->n_handed && !pkt->full; n++) {
        const struct nc_handed handed = pkt->handed[n];

        pkt->ends = ends;
        decode_message(&h, &handed);
    }
    pkt->n_handed = 0;
    pkt->handed_by = NULL;
    pkt->in = in;
    pkt->ends = ends;
    pkt->passed = passed;
    pkt->handed_over = handed_over;
    pkt->refused = refused;
    pkt->unwritten = false;
    *call->job->at_work = c->reader - 1u;
}
