/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_choose.h"

#include "reassembly/streams_expect.h"
#include "reassembly/streams_kept.h"
#include "reassembly/streams_reader.h"

enum { PROBE_MAX = 4096 }; /* bytes after which nobody may ask for more */

static enum nc_answer
ask(struct stream_call *call, const struct connection *c, uint32_t side, const struct offer *o,
    size_t plugin)
{
    const struct plugin *p = &call->job->plugins->list[plugin];
    struct nc_cursor in = offer_cursor(o);
    struct nc_stream is;

    if (!reads_streams(p))
        return NC_NO;
    if (!p->is.probe)
        return NC_YES;
    is = offer_view(call, c, side, o);
    *call->job->at_work = (uint32_t)plugin;
    return p->is.probe(&is, &in);
}

static bool
claim(struct stream_call *call, struct connection *c, size_t plugin)
{
    if (!state_create(call, c, call->job->plugins->list[plugin].is.state_size)) {
        call->streams->now.counts.no_memory++;
        return false;
    }
    c->reader = (uint16_t)(plugin + 1);
    expect_meet(call, c);
    return true;
}

/* Who expects it, then by port, the server's first, then anyone that asks to see the bytes of any
 * port. */
static enum nc_answer
find_reader(struct stream_call *call, const struct connection *c, uint32_t side,
            const struct offer *o, size_t *plugin)
{
    const struct plugins *all = call->job->plugins;
    enum nc_answer answer, best = NC_NO;

    answer = expect_find(call, &c->key, plugin) ? ask(call, c, side, o, *plugin) : NC_NO;
    if (answer == NC_YES || (answer == NC_MORE && o->size < PROBE_MAX))
        return answer;
    for (int i = 0; i < 2; i++) {
        uint16_t port = c->key.port[i ? c->client : !c->client];
        int found = dispatch_find(&all->dispatch, nc_stream_space(c->key.transport_kind), port);

        answer = found < 0 ? NC_NO : ask(call, c, side, o, *plugin = (size_t)found);
        if (answer == NC_YES || (answer == NC_MORE && o->size < PROBE_MAX))
            return answer;
    }
    for (size_t i = 0; i < all->n; i++) {
        answer = all->list[i].is.probe ? ask(call, c, side, o, *plugin = i) : NC_NO;
        if (answer == NC_YES)
            return NC_YES;
        best = answer == NC_MORE ? NC_MORE : best;
    }
    return best;
}

/* A protocol may be known by what either side says first: nobody wants the connection when nobody
 * wants either, or when one has said much and the other nothing. */
bool
reader_choose(struct stream_call *call, struct connection *c, uint32_t side, const struct offer *o)
{
    struct side *s = &c->side[side], *other = &c->side[!side];
    bool last = offer_is_last(call, c, s, o->size);
    enum nc_answer answer = NC_NO;
    size_t plugin = 0;

    if (!(s->flags & SIDE_REFUSED) && (o->size > s->tried || last)) {
        answer = find_reader(call, c, side, o, &plugin);
        s->tried = o->size;
        if (answer == NC_YES && claim(call, c, plugin)) {
            s->tried = other->tried = 0;
            return true;
        }
        if (answer != NC_MORE || last || o->size >= PROBE_MAX)
            s->flags |= SIDE_REFUSED;
    }
    if (s->flags & SIDE_REFUSED && (other->flags & SIDE_REFUSED || o->size >= PROBE_MAX))
        reader_give_up(call, c);
    return false;
}
