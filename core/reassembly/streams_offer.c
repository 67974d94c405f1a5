/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_offer.h"

#include "reassembly/streams_side.h"

#include <string.h>

enum { PATIENCE = 4096, PATIENCE_PART = 32, EARLY_TIMES = 64 };

/* Whether n bytes are enough more than those that were not enough, so that what is read again and
 * again costs no more than some times what there is. */
static bool
is_much_more(uint32_t tried, uint32_t n)
{
    return n > tried && (tried < PATIENCE || n - tried >= tried / PATIENCE_PART);
}

static bool
may_be_last(struct stream_call *call, const struct connection *c, const struct side *s, uint32_t n)
{
    return !(s->flags & SIDE_TOLD) && offer_is_last(call, c, s, n);
}

/* A segment more than has been shown, or as many as make it worth while, that offer or the next,
 * or all that there is; all to those who choose, who ask where each begins. */
static uint32_t
next_size(struct stream_call *call, const struct connection *c, const struct side *s)
{
    uint32_t n = s->shown < s->ready ? s->shown : s->ready; /* there may be no memory for it */

    if (!has_reader(c))
        return s->ready;
    while (n < s->ready && !(n && (is_much_more(s->tried, n) ||
                                   may_be_last(call, c, s, n)))) /* a FIN may stand before them */
        n = side_next_begin(call, s, n);
    return is_much_more(n, s->ready) ? n : s->ready;
}

struct offer
offer_buffered(struct stream_call *call, const struct connection *c, struct side *s)
{
    uint8_t *row = (uint8_t *)call->streams + call->streams->linear_at;

    s->shown = next_size(call, c, s);
    side_copy(call, s, row, s->shown);
    return (struct offer){ .bytes = row, .size = s->shown };
}

struct nc_stream
stream_view(const struct connection *c, uint32_t side)
{
    const struct side *s = &c->side[side];
    uint32_t client = c->client, server = !c->client;
    struct nc_stream is = {
        .side = side == client ? NC_CLIENT : NC_SERVER, .opened = c->opened, .offset = s->offset,
        .gap = s->gap, .link_kind = c->link_kind, .network_kind = c->key.network_kind,
        .transport_kind = c->key.transport_kind,
        .known = ((c->side[0].flags | c->side[1].flags) & SIDE_KNOWN) != 0,
        .port = { c->key.port[client], c->key.port[server] },
        .place = { .scope = c->key.scope, .tunnel = c->tunnel,
                   .tag = { c->tag[0], c->tag[1] }, .tunnel_kind = c->tunnel_kind,
                   .depth = c->key.depth, .link_depth = c->key.link_depth },
        .number = c->number, .protocol = c->protocol,
    };

    memcpy(is.link[0], c->link[client], NC_LINK_ADDRESS);
    memcpy(is.link[1], c->link[server], NC_LINK_ADDRESS);
    memcpy(is.network[0], c->key.network[client], NC_NETWORK_ADDRESS);
    memcpy(is.network[1], c->key.network[server], NC_NETWORK_ADDRESS);
    return is;
}

/* How much of the other side was acknowledged by who says what is offered. */
static uint64_t
heard_of(struct stream_call *call, const struct side *s, const struct side *other,
         const struct offer *o)
{
    uint32_t heard = o->direct ? o->heard : side_heard(call, s, other);
    int64_t offset = (int64_t)other->offset + behind(heard, other->next);

    return other->flags & SIDE_BEGUN && offset > 0 ? (uint64_t)offset : 0;
}

/* What is missing behind the n that are offered is given up. */
static bool
is_broken(struct stream_call *call, const struct connection *c, const struct side *s, uint32_t n)
{
    return call->broken && s == &c->side[call->broken - 1] && n >= s->ready &&
           side_is_broken(call, s);
}

struct nc_stream
offer_view(struct stream_call *call, const struct connection *c, uint32_t side,
           const struct offer *o)
{
    const struct side *s = &c->side[side];
    struct nc_stream is = stream_view(c, side);

    is.ended = offer_is_last(call, c, s, o->size);
    is.broken = is_broken(call, c, s, o->size);
    is.heard = heard_of(call, s, &c->side[!side], o);
    is.time = o->direct ? o->time : side_time(call, s, 0);
    return is;
}

struct nc_cursor
offer_cursor(const struct offer *o)
{
    return (struct nc_cursor){ o->bytes, o->bytes, o->bytes + o->size, NULL };
}

/* What a side had heard of the other came before its end, though it was captured behind it. */
static bool
end_is_early(struct stream_call *call, const struct connection *c, const struct side *s)
{
    uint32_t side = s == &c->side[1], heard;
    const struct side *other = &c->side[!side];

    if (c->ending || call->hurried == 1 + side || is_alone(c, side) || !(other->flags & SIDE_BEGUN))
        return false;
    heard = side_heard_last(call, s, other);
    if (other->flags & SIDE_FIN && behind(heard, other->fin) > 0)
        heard = other->fin;
    return behind(heard, other->next + other->ready) > 0;
}

bool
offer_holds_end(struct stream_call *call, const struct connection *c, const struct side *s)
{
    return s->flags & SIDE_FIN && !(s->flags & SIDE_TOLD) && s->ready && has_reader(c) &&
           s->next + s->ready == s->fin && end_is_early(call, c, s);
}

bool
offer_is_last(struct stream_call *call, const struct connection *c, const struct side *s,
              uint32_t n)
{
    if (s->flags & SIDE_FIN && s->next + n == s->fin)
        return !end_is_early(call, c, s);
    return c->ending && n >= s->ready && !side_has_hole(call, s);
}

/* More than what was not enough.  Someone who waits for a long message is not asked
 * again for every few bytes, until it matters. */
bool
offer_is_worth(struct stream_call *call, const struct connection *c, const struct side *s,
               uint32_t n)
{
    if (may_be_last(call, c, s, n) || (!(s->flags & SIDE_TOLD) && is_broken(call, c, s, n)))
        return true;
    return is_much_more(s->tried, n) || (call->eager && n > s->tried);
}

bool
offer_may_be_early(struct side *s)
{
    if (s->tried < PATIENCE)
        return true;
    if (s->early < s->ready)
        return false;
    s->early -= s->ready;
    return true;
}

void
offer_earn(struct side *s, uint32_t n)
{
    if (__builtin_add_overflow(s->early, n * EARLY_TIMES, &s->early))
        s->early = UINT32_MAX;
}

void
offer_take(struct stream_call *call, struct side *s, struct offer *o, uint32_t n)
{
    if (o->direct)
        side_advance(s, n);
    else
        side_take(call, s, n);
    o->bytes += n;
    o->size -= n;
}
