/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_hook.h"

#include "reassembly/streams_expect.h"
#include "reassembly/streams_kept.h"
#include "reassembly/streams_offer.h"
#include "utf8.h"

/* Records of a call that may yet turn out to count for nothing. */
struct written {
    struct written *next;
    void *record;
    struct nc_time time;
};

static void
name_ends(struct stream_call *call, const struct connection *c)
{
    struct nc_packet *pkt = call->job->pkt;

    for (int i = 0; i < 2; i++) {
        const char *text = nc_address_text(pkt, c->key.network_kind, c->key.network[i]);

        nc_utf8_copy(call->names[i], sizeof call->names[i], text);
    }
    call->named = index_of(call->streams, c);
}

static void
hold_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct stream_call *call = pkt->context;
    struct written *one = nc_take(pkt, sizeof *one);

    *one = (struct written){ NULL, record, time };
    *call->written_end = one;
    call->written_end = &one->next;
}

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    const struct stream_call *call = pkt->context;

    return plugins_name(call->job->plugins, by);
}

static const struct nc_host hook_host = {
    .name_of = name_of,
    .write = hold_record,
    .kept = kept_get,
};

static void
reset_arena(struct nc_packet *pkt)
{
    pkt->arena_at = pkt->arena;
    pkt->arena_end = pkt->scratch;
}

static uint8_t *
state_bytes(struct stream_call *call)
{
    return (uint8_t *)call->streams + call->streams->state_at;
}

/* The packet's host is ours while the hook is at work. */
static void
divert(struct stream_call *call, struct connection *c)
{
    struct nc_packet *pkt = call->job->pkt;

    call->connection = c;
    call->written = NULL;
    call->written_end = &call->written;
    call->host = pkt->host;
    call->context = pkt->context;
    pkt->host = &hook_host;
    pkt->context = call;
}

static struct nc_conversation
talk_of(const struct connection *c)
{
    const struct nc_stream is = stream_view(c, c->client);

    return nc_conversation_of_stream(&is);
}

/* As nc_packet_begin(), but for what belongs to the packet and not to the hook. */
void *
hook_begin(struct stream_call *call, struct connection *c, uint32_t sender, struct nc_cursor *in)
{
    const struct plugin *p = reader_of(call, c);
    struct nc_packet *pkt = call->job->pkt;

    reset_arena(pkt);
    pkt->in = in;
    nc_allow_work(pkt, nc_left(in) + c->kept_bytes);
    nc_allow_elements(pkt);
    if (call->named != index_of(call->streams, c)) {
        name_ends(call, c);
        reset_arena(pkt);
    }
    call->talk = talk_of(c);
    pkt->ends = (struct nc_ends){ call->names[sender], call->names[!sender], c->key.port[sender],
                                  c->key.port[!sender], &call->talk, c->number };
    pkt->options = p->options;
    pkt->by = c->reader;
    pkt->next_space = NC_NONE;
    pkt->n_pending = 0;
    pkt->malformed = NULL;
    pkt->server_name = NULL;
    pkt->note = NULL;
    pkt->keep = (ProtobufCBinaryData){ 0, NULL };
    pkt->forgotten = 0;
    pkt->passed = 0;
    pkt->handed_over = false;
    pkt->refused = NULL;
    pkt->n_expected = 0;
    pkt->n_handed = 0;
    divert(call, c);
    *call->job->at_work = c->reader - 1u;
    state_load(call, c, state_bytes(call), p->is.state_size);
    return state_bytes(call);
}

void
hook_end(struct stream_call *call)
{
    struct nc_packet *pkt = call->job->pkt;

    pkt->host = call->host;
    pkt->context = call->context;
}

bool
hook_commit(struct stream_call *call, struct connection *c)
{
    struct nc_packet *pkt = call->job->pkt;

    nc_packet_entropy(pkt);
    for (const struct written *one = call->written; one && !pkt->full; one = one->next)
        nc_write(pkt, one->record, one->time);
    if (pkt->full)
        return true;
    if (pkt->malformed && call->job->malformed)
        call->job->malformed(call->job->context, c->reader - 1, pkt->malformed);
    if (pkt->note && call->job->noted)
        call->job->noted(call->job->context, c->reader - 1, pkt->note);
    if (pkt->server_name && call->job->named)
        call->job->named(call->job->context, pkt->server_name);
    state_store(call, c, state_bytes(call), reader_of(call, c)->is.state_size);
    kept_forget(call, c, pkt->forgotten);
    expect_said(call, c);
    return !pkt->keep.len || kept_add(call, c, pkt->keep);
}
