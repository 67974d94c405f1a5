/* SPDX-License-Identifier: Apache-2.0 */
/* Which connection a segment belongs to; when one is over. */
#include "reassembly/streams_state.h"

#include <string.h>

enum {
    SYN_NEAR = 1 << 16,    /* where a SYN belongs to the connection there is */
    EVICT_MOST = 4,
};
#define LINGER UINT64_C(2000000000)

/* The lower endpoint first; whether that is the receiver. */
static bool
make_key(const struct segment *seg, struct key *key)
{
    const struct nc_tails *t = &seg->between;
    int order = memcmp(t->network[0], t->network[1], NC_NETWORK_ADDRESS);
    bool swapped = order > 0 || (order == 0 && t->port[0] > t->port[1]);

    memset(key, 0, sizeof *key);
    memcpy(key->network[swapped], t->network[0], NC_NETWORK_ADDRESS);
    memcpy(key->network[!swapped], t->network[1], NC_NETWORK_ADDRESS);
    key->port[swapped] = t->port[0];
    key->port[!swapped] = t->port[1];
    key->network_kind = t->network_kind;
    key->transport_kind = t->transport_kind;
    return swapped;
}

/* Whether a SYN opens another connection between the same endpoints. */
static bool
is_reuse(const struct connection *c, uint32_t side, const struct nc_segment *seg)
{
    const struct half *h = &c->half[side];
    int32_t distance = behind(seg->sequence, h->next);

    if ((seg->flags & (NC_SYN | NC_ACK | NC_RST)) != NC_SYN)
        return false;
    if (h->flags & HALF_SYN && h->initial == seg->sequence)
        return false;
    if (is_closing(c))
        return true;
    if (!(h->flags & HALF_BEGUN))
        return !is_silent(c);
    if (is_silent(c))
        return (h->flags & HALF_SYN) != 0;
    return distance < -SYN_NEAR || distance > SYN_NEAR;
}

/* It was quiet for too long before this clock, or has been closed for long enough. */
static bool
is_over(const struct work *w, const struct connection *c)
{
    uint64_t idle = w->s->limits.idle_timeout;

    if (c->list == LIST_CLOSED && w->clock - c->touched >= LINGER)
        return true;
    return idle && w->clock - c->last >= idle;
}

static void
remove_ended(struct work *w, struct connection *c)
{
    streams_end(w, c);
    if (!is_full(w))
        connection_remove(w, c);
}

/* The connection of a segment, found or begun; NULL when it is of none. */
static struct connection *
find_or_begin(struct work *w, const struct segment *seg, const struct key *key, uint32_t side, uint32_t size)
{
    struct connection *c = connection_find(w, key);
    bool begins = !(seg->is.flags & NC_RST) && (size || seg->is.flags & NC_SYN);

    if (c && (is_over(w, c) || is_reuse(c, side, &seg->is))) {
        remove_ended(w, c);
        c = NULL;
    }
    if (c || !begins || is_full(w))
        return c;
    c = connection_new(w, key, seg, side);
    if (c) /* a lone answer was asked for by its receiver */
        c->client = (uint8_t)((seg->is.flags & (NC_SYN | NC_ACK)) == (NC_SYN | NC_ACK) ? !side : side);
    return c;
}

/* What nobody reads yet nobody will; who is read and has been silent longest ends. */
static void
free_some(struct work *w, struct connection *c)
{
    w->s->now.counts.no_room++;
    if (c->plugin == NOBODY_YET) {
        connection_save(w, c);
        plugin_give_up(w, c);
        connection_list(w, c);
        return;
    }
    w->s->now.counts.evicted++;
    remove_ended(w, c);
}

/* For the one that speaks. */
static void
make_room(struct work *w, const struct connection *speaks)
{
    struct streams_head *now = &w->s->now;

    for (int i = 0; i < EVICT_MOST && w->s->most_blocks - now->blocks < w->s->reserve && !is_full(w); i++) {
        struct connection *c = connection_at(w->s, now->lists[LIST_KEEPING].first);

        if (c == speaks)
            c = connection_at(w->s, c->later);
        if (c == connection_at(w->s, 0))
            return;
        free_some(w, c);
    }
}

void
streams_add(const struct stream_job *job, const struct segment *seg, const uint8_t *bytes, uint32_t size,
            struct nc_time time, uint64_t clock)
{
    struct piece piece = { seg->is.sequence, size, bytes, time, false, false };
    struct connection *c;
    struct work w;
    struct key key;
    uint32_t side = make_key(seg, &key);

    work_begin(&w, job, clock);
    w.s->now.counts.segments++;
    piece.sequence += (seg->is.flags & NC_SYN) != 0;
    c = find_or_begin(&w, seg, &key, side, size);
    if (!c || is_full(&w))
        return;
    if (c->done) {
        w.s->now.counts.duplicates += size > 0;
        return;
    }
    if (size && c->plugin != NOBODY)
        make_room(&w, c);
    if (is_full(&w))
        return;
    connection_save(&w, c);
    c->last = clock;
    segment_take(&w, c, side, &seg->is, &piece);
    connection_list(&w, c);
}

/* The next to be ended at this clock. */
static struct connection *
next_over(struct work *w)
{
    const struct list *lists = w->s->now.lists;

    if (w->clock == UINT64_MAX)
        return connection_dispensable(w->s);
    for (int i = 0; i < LISTS; i++) {
        struct connection *c = connection_at(w->s, lists[i].first);

        if (lists[i].first && is_over(w, c))
            return c;
    }
    return connection_at(w->s, 0);
}

uint32_t
streams_expire(const struct stream_job *job, uint64_t clock, uint32_t most)
{
    struct work w;
    uint32_t n = 0;

    work_begin(&w, job, clock);
    for (; n < most; n++) {
        struct connection *c = next_over(&w);

        if (c == connection_at(w.s, 0) || is_full(&w))
            break;
        remove_ended(&w, c);
    }
    return n;
}
