/* SPDX-License-Identifier: Apache-2.0 */
/* The plugins' side of netcap/stream.h. */
#include "reassembly/streams_state.h"

#include <string.h>

enum { HANDED_MAX = 8, PATIENCE = 4096, PATIENCE_PART = 32 };

/* Records of a call that may yet turn out to count for nothing. */
struct written {
    struct written *next;
    void *record;
    struct nc_time time;
};

bool
plugin_reads(const struct connection *c)
{
    return c->plugin != NOBODY_YET && c->plugin != NOBODY;
}

static const struct plugin *
plugin_of(const struct work *w, const struct connection *c)
{
    return &w->job->plugins->list[c->plugin - 1];
}

static void
name_ends(struct work *w, const struct connection *c)
{
    struct nc_packet *pkt = w->job->pkt;

    for (int i = 0; i < 2; i++) {
        const char *text = nc_address_text(pkt, c->key.network_kind, c->key.network[i]);

        strncpy(w->names[i], text, sizeof w->names[i] - 1);
    }
    w->named = index_of(w->s, c);
}

static void
hold_record(struct nc_packet *pkt, void *record, struct nc_time time)
{
    struct work *w = pkt->context;
    struct written *one = nc_take(pkt, sizeof *one);

    *one = (struct written){ NULL, record, time };
    *w->behind = one;
    w->behind = &one->next;
}

static const char *
name_of(const struct nc_packet *pkt, uint16_t by)
{
    const struct work *w = pkt->context;

    return plugins_name(w->job->plugins, by);
}

static const struct nc_host call_host = { .name_of = name_of, .write = hold_record, .kept = kept_get };

static void
reset_arena(struct nc_packet *pkt)
{
    pkt->arena_at = pkt->arena;
    pkt->arena_end = pkt->scratch;
}

/* As nc_packet_begin(), but for what belongs to the packet and not to the call. */
static void
begin_call(struct work *w, struct connection *c, uint32_t sender, struct nc_cursor *in)
{
    struct nc_packet *pkt = w->job->pkt;

    reset_arena(pkt);
    pkt->in = in;
    if (w->named != index_of(w->s, c)) {
        name_ends(w, c);
        reset_arena(pkt);
    }
    pkt->ends = (struct nc_ends){ w->names[sender], w->names[!sender], c->key.port[sender],
                                  c->key.port[!sender] };
    pkt->options = plugin_of(w, c)->options;
    pkt->by = c->plugin;
    pkt->next_space = NC_NONE;
    pkt->n_pending = 0;
    pkt->malformed = NULL;
    pkt->keep = (ProtobufCBinaryData){ 0, NULL };
    pkt->forgotten = 0;
    pkt->passed = 0;
    pkt->handed_over = false;
    w->connection = c;
    w->written = NULL;
    w->behind = &w->written;
    w->host = pkt->host;
    w->context = pkt->context;
    pkt->host = &call_host;
    pkt->context = w;
    *w->job->at_work = c->plugin - 1u;
}

static void
end_call(struct work *w)
{
    struct nc_packet *pkt = w->job->pkt;

    pkt->host = w->host;
    pkt->context = w->context;
}

static uint8_t *
state_room(struct work *w)
{
    return (uint8_t *)w->s + w->s->state;
}

/* What a call that counts leaves behind; false when it keeps too much. */
static bool
commit(struct work *w, struct connection *c)
{
    struct nc_packet *pkt = w->job->pkt;

    nc_packet_entropy(pkt);
    for (const struct written *one = w->written; one && !pkt->full; one = one->next)
        nc_write(pkt, one->record, one->time);
    if (pkt->full)
        return true;
    if (pkt->malformed && w->job->malformed)
        w->job->malformed(w->job->context, c->plugin - 1, pkt->malformed);
    state_store(w, c, state_room(w), plugin_of(w, c)->is.state_size);
    kept_forget(w, c, pkt->forgotten);
    return !pkt->keep.len || kept_add(w, c, pkt->keep);
}

/* .end, once, and again as long as what is kept becomes less. */
static void
call_end(struct work *w, struct connection *c)
{
    const struct plugin *p = plugin_of(w, c);
    struct nc_packet *pkt = w->job->pkt;
    struct nc_stream is = plugin_view(c, c->client);
    struct nc_cursor none = { nc_zeros, nc_zeros, nc_zeros, NULL };
    bool again = p->is.end && !w->job->quiet;

    is.ended = true;
    while (again) {
        uint32_t kept = c->kept_bytes;
        struct nc_cursor in = none;

        begin_call(w, c, c->client, &in);
        state_load(w, c, state_room(w), p->is.state_size);
        p->is.end(pkt, &is, state_room(w));
        end_call(w);
        pkt->keep.len = 0;
        if (nc_ok(&in))
            commit(w, c);
        again = !pkt->full && nc_ok(&in) && c->kept_bytes && c->kept_bytes < kept;
    }
}

static void
drop_state(struct work *w, struct connection *c)
{
    state_free(w, c);
    kept_drop(w, c);
}

void
plugin_leave(struct work *w, struct connection *c)
{
    if (plugin_reads(c) && plugin_may_read(plugin_of(w, c)))
        call_end(w, c);
    if (w->job->pkt->full)
        return;
    drop_state(w, c);
    c->plugin = NOBODY;
    for (int i = 0; i < 2; i++) {
        side_drop(w, &c->half[i]);
        c->half[i].pass = STREAMS_ALL;
    }
}

void
plugin_refuse(struct work *w, struct connection *c, const char *reason)
{
    int plugin = c->plugin - 1;

    plugin_leave(w, c);
    if (w->job->pkt->full || reason == nc_declined)
        return;
    w->s->now.counts.refused++;
    if (w->job->refused)
        w->job->refused(w->job->context, plugin, reason);
}

/* What is unread is offered to all plugins. */
static void
hand_over(struct work *w, struct connection *c)
{
    struct half *h = c->half;

    call_end(w, c);
    drop_state(w, c);
    c->plugin = NOBODY_YET;
    for (int i = 0; i < 2; i++) {
        h[i].pass = h[i].tried = 0;
        h[i].flags &= ~(uint32_t)(HALF_REFUSED | HALF_TOLD);
    }
    if (++c->handed == HANDED_MAX)
        plugin_give_up(w, c);
}

/* After a call that counts: n bytes were read. */
static void
move_on(struct work *w, struct connection *c, uint32_t side, const struct offer *o, uint32_t n)
{
    struct half *h = &c->half[side], *other = &c->half[!side];

    h->gap = 0;
    if (o->direct)
        side_advance(h, n);
    else
        side_take(w, h, n);
    h->pass = w->job->pkt->passed;
    h->tried = other->tried = 0;
    other->flags &= ~(uint32_t)HALF_TOLD;
    if (w->job->pkt->handed_over)
        hand_over(w, c);
}

/* Offers the bytes once; whether that moved anything. */
static bool
call_stream(struct work *w, struct connection *c, uint32_t side, const struct offer *o, uint32_t *n)
{
    const struct plugin *p = plugin_of(w, c);
    struct half *h = &c->half[side];
    struct nc_stream is = plugin_view(c, side);
    struct nc_cursor in = { o->bytes, o->bytes, o->bytes + o->size, NULL };
    uint64_t gap = h->gap;
    struct nc_packet *pkt = w->job->pkt;

    is.ended = plugin_sees_end(w, c, h, o->size);
    is.time = o->direct ? o->time : side_time(w, h);
    begin_call(w, c, side, &in);
    state_load(w, c, state_room(w), p->is.state_size);
    p->is.stream(pkt, &is, &in, state_room(w));
    end_call(w);
    *n = 0;
    if (in.failed == nc_truncated) {
        h->tried = o->size;
        h->flags |= is.ended ? HALF_TOLD : 0u;
        return false;
    }
    if (!nc_ok(&in)) {
        plugin_refuse(w, c, in.failed);
        return false;
    }
    *n = (uint32_t)nc_tell(&in);
    if (!commit(w, c)) {
        plugin_refuse(w, c, "more waits for an answer than may");
        return false;
    }
    if (pkt->full)
        return false;
    if (!*n && !pkt->passed && !pkt->handed_over && !gap) {
        h->tried = o->size;
        h->flags |= is.ended ? HALF_TOLD : 0u;
        return false;
    }
    move_on(w, c, side, o, *n);
    return true;
}

/* Worth a call: more than what was not enough.  Someone who waits for a long message is not asked
 * again for every few bytes, until it matters. */
bool
plugin_worth(struct work *w, const struct connection *c, const struct half *h, uint32_t n)
{
    uint32_t more = n - h->tried;

    if (plugin_sees_end(w, c, h, n) && !(h->flags & HALF_TOLD))
        return true;
    if (!n || n <= h->tried)
        return false;
    return w->eager || h->tried < PATIENCE || more >= h->tried / PATIENCE_PART;
}

/* As if what is offered had never been captured. */
static void
lose(struct work *w, struct half *h, struct offer *o)
{
    w->s->now.counts.gaps++;
    w->s->now.counts.gap_bytes += o->size;
    h->gap += o->size;
    h->tried = 0;
    if (o->direct)
        side_advance(h, o->size);
    else
        side_take(w, h, o->size);
    o->size = 0;
}

/* As long as the plugin reads; whether that moved anything.  What is left of the offer is unread. */
bool
plugin_read(struct work *w, struct connection *c, uint32_t side, struct offer *o)
{
    struct half *h = &c->half[side];
    bool moved = false;
    uint32_t n;

    if (w->job->quiet && o->size && c->plugin != NOBODY) {
        lose(w, h, o);
        return true;
    }
    while (o->size && plugin_reads(c) && !h->pass && plugin_worth(w, c, h, o->size)) {
        if (!plugin_may_read(plugin_of(w, c))) {
            plugin_leave(w, c);
            break;
        }
        if (!call_stream(w, c, side, o, &n))
            break;
        moved = true;
        o->bytes += n;
        o->size -= n;
        if (o->direct && h->pass) {
            n = h->pass < o->size ? (uint32_t)h->pass : o->size;
            side_advance(h, n);
            o->bytes += n;
            o->size -= n;
        }
    }
    return moved;
}
