/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_datagram.h"

#include "dissect/guess.h"
#include "reassembly/streams_arrival.h"
#include "reassembly/streams_expect.h"
#include "reassembly/streams_handed.h"
#include "reassembly/streams_hook.h"
#include "reassembly/streams_kept.h"
#include "reassembly/streams_offer.h"
#include "reassembly/streams_reader.h"
#include "reassembly/streams_sums.h"
#include "reassembly/streams_table.h"
#include "utf8.h"

#include <string.h>

static const char not_recognised[] = "is no message of this protocol";

static struct nc_cursor
whole(const struct datagram *d)
{
    return (struct nc_cursor){ d->is->bytes, d->is->bytes, d->is->bytes + d->is->size, NULL };
}

static bool
reads_datagrams(const struct plugin *p)
{
    return p->is.datagram && plugin_is_wanted(p);
}

static void
refuse(const struct stream_call *call, int plugin, const char *reason)
{
    if (reason != nc_declined && call->job->refused)
        call->job->refused(call->job->context, plugin, reason);
}

/* ---- whose it may be ---- */

static enum nc_answer
recognise(struct stream_call *call, struct datagram *d, int plugin, bool by_source)
{
    const struct nc_tails *between = d->is->between;
    struct nc_datagram datagram = {
        .key = NC_KEY(d->is->space, between->port[!by_source]), .by_source = by_source,
        .cut = d->is->cut, .port = { between->port[0], between->port[1] },
        .network_kind = between->network_kind,
    };
    struct nc_cursor first = whole(d);
    enum nc_answer answer;

    *call->job->at_work = (uint32_t)plugin;
    answer = call->job->plugins->list[plugin].is.recognise(&datagram, &first);
    if (!first.failed && (answer == NC_YES || answer == NC_MORE))
        return answer;
    if (!d->refusal) {
        d->refusal = first.failed ? first.failed : not_recognised;
        d->refused_by = plugin;
    }
    return NC_NO;
}

/* What a port, the receiver's or the sender's, leads to; its index, or -1. */
static int
plugin_at(const struct stream_call *call, const struct datagram *d, bool by_source)
{
    const struct plugins *all = call->job->plugins;
    int found = dispatch_find(&all->dispatch, d->is->space, d->is->between->port[!by_source]);

    return found >= 0 && reads_datagrams(&all->list[found]) ? found : -1;
}

static enum nc_answer
ask(struct stream_call *call, struct datagram *d, int plugin, bool by_source)
{
    if (plugin < 0)
        return NC_NO;
    if (!call->job->plugins->list[plugin].is.recognise)
        return NC_MORE;
    if (!call->job->quiet)
        return recognise(call, d, plugin, by_source);
    d->unasked = true;
    return NC_NO;
}

/* Those that recognise it before those that may be right. */
static bool
look_at_ports(struct stream_call *call, struct datagram *d)
{
    int found[CANDIDATES] = { plugin_at(call, d, false), plugin_at(call, d, true) };
    enum nc_answer answers[CANDIDATES];
    uint32_t n = 0;

    if (found[1] == found[0])
        found[1] = -1;
    for (int i = 0; i < CANDIDATES; i++)
        answers[i] = ask(call, d, found[i], i == 1);
    for (int i = 0; i < CANDIDATES; i++)
        if (answers[i] == NC_YES)
            d->by_port[n++] = (uint16_t)(found[i] + 1);
    for (int i = 0; i < CANDIDATES; i++)
        if (answers[i] == NC_MORE)
            d->by_port[n++] = (uint16_t)(found[i] + 1);
    return n;
}

static bool
is_wanted(struct stream_call *call, struct datagram *d)
{
    size_t plugin;

    if (look_at_ports(call, d))
        return true;
    if (d->unasked)
        return false;
    if (expect_find(call, &d->key, &plugin))
        return true;
    if (d->refusal)
        refuse(call, d->refused_by, d->refusal);
    return false;
}

/* Nothing acknowledges it, so it counts at once or never. */
static bool
is_believed(struct stream_call *call, const struct datagram *d)
{
    enum trust trust = sums_trust(call, d->is->between, &d->key, d->side, 0);

    sums_note(call, d->is->between, trust);
    return trust == TRUST_FULL;
}

struct connection *
datagram_find(struct stream_call *call, struct datagram *d)
{
    struct connection *c = connection_find(call, &d->key);

    if (c && arrival_is_over(call, c)) {
        arrival_end(call, c);
        c = NULL;
    }
    if (is_full(call) || (c ? !has_reader(c) : !is_wanted(call, d)) ||
        !is_believed(call, d))
        return NULL;
    if (c || !arrival_make_place(call))
        return c;
    d->begins = true;
    c = connection_new(call, &d->key, d->is->between, d->side);
    c->client = (uint8_t)d->side;
    call->streams->now.counts.conversations++;
    return c;
}

/* ---- who reads it ---- */

/* What it did counts; false when it keeps too much, and leaves. */
static bool
commit(struct stream_call *call, struct connection *c, const struct datagram *d,
       const struct nc_stream *is)
{
    const struct nc_packet *pkt = call->job->pkt;
    int plugin = c->reader - 1;

    if (hook_commit(call, c)) {
        handed_decode(call, c, d->side, is);
        if (pkt->refused && !is_full(call))
            refuse(call, plugin, pkt->refused);
        return true;
    }
    reader_leave(call, c);
    if (is_full(call))
        return false;
    call->streams->now.counts.refused++;
    refuse(call, plugin, "more waits for an answer than may");
    return false;
}

/* False when the datagram was refused, for the reason *refusal, or the reader has left. */
static bool
show(struct stream_call *call, struct connection *c, const struct datagram *d,
     const char **refusal)
{
    struct nc_stream is = stream_view(c, d->side);
    struct nc_cursor in = whole(d);
    void *state;

    if (call->job->quiet)
        return false;
    is.time = d->is->time;
    state = hook_begin(call, c, d->side, &in);
    reader_of(call, c)->is.datagram(call->job->pkt, &is, &in, state);
    hook_end(call);
    if (in.failed == nc_declined) {
        reader_leave(call, c);
        return false;
    }
    if (!nc_ok(&in)) {
        *refusal = in.failed;
        return false;
    }
    return commit(call, c, d, &is);
}

static bool
claim(struct stream_call *call, struct connection *c, size_t plugin)
{
    if (state_create(call, c, call->job->plugins->list[plugin].is.state_size)) {
        c->reader = (uint16_t)(plugin + 1);
        return true;
    }
    call->streams->now.counts.no_memory++;
    c->reader = READER_NONE;
    return false;
}

/* The nth that it may belong to; false when there are no more. */
static bool
claim_nth(struct stream_call *call, struct connection *c, const struct datagram *d, uint32_t n)
{
    size_t plugin;

    if (n < CANDIDATES && d->by_port[n])
        return claim(call, c, d->by_port[n] - 1u);
    if (!expect_find(call, &c->key, &plugin) || !claim(call, c, plugin))
        return false;
    expect_meet(call, c);
    return true;
}

/* The first of those that refused the datagram a conversation begins with. */
struct refuser {
    int plugin;             /* -1: nobody did */
    char text[REFUSAL_MAX]; /* why: the plugin's own goes when the next one is at work */
};

/* What it did came to nothing, so it is told of no end. */
static void
give_back(struct stream_call *call, struct connection *c, struct refuser *first,
          const char *reason)
{
    if (first->plugin < 0) {
        first->plugin = c->reader - 1;
        nc_utf8_copy(first->text, sizeof first->text, reason);
    }
    state_free(call, c);
    kept_drop(call, c);
    c->reader = READER_NONE;
}

/* Whoever declines or refuses it gives way to the next, until one takes it or keeps what it was
 * expected with. */
static bool
try_all(struct stream_call *call, struct connection *c, const struct datagram *d,
        struct refuser *first)
{
    for (uint32_t n = 0; n <= CANDIDATES && claim_nth(call, c, d, n); n++) {
        bool by_port = n < CANDIDATES && d->by_port[n];
        const char *refusal = NULL;

        if (show(call, c, d, &refusal))
            return true;
        if (refusal && !by_port && first->plugin < 0)
            refuse(call, c->reader - 1, refusal);
        else if (refusal && by_port)
            give_back(call, c, first, refusal);
        if (has_reader(c) || is_full(call))
            break;
    }
    return false;
}

/* When nobody takes it the first refusal stands, and the conversation is his. */
static bool
choose(struct stream_call *call, struct connection *c, const struct datagram *d)
{
    struct refuser first = { .plugin = -1 };

    c->reader = READER_NONE;
    if (try_all(call, c, d, &first))
        return true;
    if (first.plugin < 0 || is_full(call))
        return false;
    refuse(call, first.plugin, first.text);
    if (!has_reader(c))
        claim(call, c, (size_t)first.plugin);
    return false;
}

/* False when it was refused, or the reader has left. */
static bool
show_reader(struct stream_call *call, struct connection *c, const struct datagram *d)
{
    const char *refusal = NULL;

    if (!has_reader(c))
        return false;
    if (!reads_datagrams(reader_of(call, c))) {
        reader_leave(call, c);
        return false;
    }
    if (show(call, c, d, &refusal))
        return true;
    if (refusal)
        refuse(call, c->reader - 1, refusal);
    return false;
}

uint16_t
datagram_take(struct stream_call *call, struct connection *c, struct datagram *d)
{
    struct side *s = &c->side[d->side];
    bool is_read;

    connection_save(call, c);
    c->last = call->clock;
    c->number = d->is->number;
    s->flags |= SIDE_SEEN | SIDE_DATA;
    sums_learn(s, d->is->between, 0, true);
    is_read = d->begins ? choose(call, c, d) : show_reader(call, c, d);
    if (is_full(call))
        return 0;
    s->offset += d->is->size;
    connection_list(call, c);
    return is_read ? c->reader : 0;
}
