/* SPDX-License-Identifier: Apache-2.0 */
/* Who reads a connection. */
#include "reassembly/streams_state.h"

#include <string.h>

enum { PROBE_MAX = 4096 }; /* bytes after which nobody may ask for more */

/* Whose records are not wanted is not asked, unless it never has any. */
bool
plugin_may_read(const struct plugin *p)
{
    return p->is.stream && (p->enabled || !p->is.record);
}

struct nc_stream
plugin_view(const struct connection *c, uint32_t side)
{
    const struct half *h = &c->half[side];
    uint32_t client = c->client, server = !c->client;
    struct nc_stream is = {
        .side = side == client ? NC_CLIENT : NC_SERVER, .opened = c->opened, .offset = h->offset,
        .gap = h->gap, .link_kind = c->link_kind, .network_kind = c->key.network_kind,
        .transport_kind = c->key.transport_kind, .port = { c->key.port[client], c->key.port[server] },
    };

    memcpy(is.link[0], c->link[client], NC_LINK_ADDRESS);
    memcpy(is.link[1], c->link[server], NC_LINK_ADDRESS);
    memcpy(is.network[0], c->key.network[client], NC_NETWORK_ADDRESS);
    memcpy(is.network[1], c->key.network[server], NC_NETWORK_ADDRESS);
    return is;
}

/* No byte comes behind the n that are offered. */
bool
plugin_sees_end(struct work *w, const struct connection *c, const struct half *h, uint32_t n)
{
    if (h->flags & HALF_FIN && h->next + n == h->fin)
        return true;
    return c->ending && !side_has_hole(w, h);
}

static enum nc_answer
ask(struct work *w, const struct connection *c, uint32_t side, const struct offer *o, size_t plugin)
{
    const struct plugin *p = &w->job->plugins->list[plugin];
    struct nc_cursor in = { o->bytes, o->bytes, o->bytes + o->size, NULL };
    struct nc_stream is = plugin_view(c, side);

    if (!plugin_may_read(p))
        return NC_NO;
    if (!p->is.probe)
        return NC_YES;
    is.ended = plugin_sees_end(w, c, &c->half[side], o->size);
    is.time = o->direct ? o->time : side_time(w, &c->half[side]);
    *w->job->at_work = (uint32_t)plugin;
    return p->is.probe(&is, &in);
}

static bool
claim(struct work *w, struct connection *c, size_t plugin)
{
    if (!state_create(w, c, w->job->plugins->list[plugin].is.state_size)) {
        w->s->now.counts.no_room++;
        return false;
    }
    c->plugin = (uint16_t)(plugin + 1);
    return true;
}

/* By port, the server's first, then anyone that asks to see the bytes of any port. */
static enum nc_answer
find_reader(struct work *w, const struct connection *c, uint32_t side, const struct offer *o, size_t *plugin)
{
    const struct plugins *all = w->job->plugins;
    enum nc_answer answer, best = NC_NO;

    for (int i = 0; i < 2; i++) {
        uint16_t port = c->key.port[i ? c->client : !c->client];
        int found = dispatch_find(&all->dispatch, nc_stream_space(c->key.transport_kind), port);

        answer = found < 0 ? NC_NO : ask(w, c, side, o, *plugin = (size_t)found);
        if (answer == NC_YES || (answer == NC_MORE && o->size < PROBE_MAX))
            return answer;
    }
    for (size_t i = 0; i < all->n; i++) {
        answer = all->list[i].is.probe ? ask(w, c, side, o, *plugin = i) : NC_NO;
        if (answer == NC_YES)
            return NC_YES;
        best = answer == NC_MORE ? NC_MORE : best;
    }
    return best;
}

void
plugin_give_up(struct work *w, struct connection *c)
{
    w->s->now.counts.unclaimed++;
    plugin_leave(w, c);
}

/* A protocol may be known by what either side says first: nobody wants the connection when nobody
 * wants either, or when one has said much and the other nothing. */
void
plugin_choose(struct work *w, struct connection *c, uint32_t side, const struct offer *o)
{
    struct half *h = &c->half[side], *other = &c->half[!side];
    bool last = plugin_sees_end(w, c, h, o->size);
    enum nc_answer answer = NC_NO;
    size_t plugin = 0;

    if (!(h->flags & HALF_REFUSED) && (o->size > h->tried || last)) {
        answer = find_reader(w, c, side, o, &plugin);
        h->tried = o->size;
        if (answer == NC_YES && claim(w, c, plugin)) {
            h->tried = other->tried = 0;
            return;
        }
        if (answer != NC_MORE || last || o->size >= PROBE_MAX)
            h->flags |= HALF_REFUSED;
    }
    if (h->flags & HALF_REFUSED && (other->flags & HALF_REFUSED || o->size >= PROBE_MAX))
        plugin_give_up(w, c);
}
