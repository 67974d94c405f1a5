/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_reader.h"

#include "reassembly/streams_hook.h"
#include "reassembly/streams_kept.h"
#include "reassembly/streams_side.h"

enum { HANDED_MAX = 8 };

bool
reads_streams(const struct plugin *p)
{
    return p->is.stream && plugin_is_wanted(p);
}

/* .end, once, and again as long as what is kept becomes less. */
static void
tell_end(struct stream_call *call, struct connection *c)
{
    const struct plugin *p = reader_of(call, c);
    struct nc_packet *pkt = call->job->pkt;
    struct nc_stream is = stream_view(c, c->client);
    struct nc_cursor none = { nc_zeros, nc_zeros, nc_zeros, NULL };
    bool again = p->is.end && !call->job->quiet;

    is.ended = true;
    while (again) {
        uint32_t kept = c->kept_bytes;
        struct nc_cursor in = none;
        void *state = hook_begin(call, c, c->client, &in);

        p->is.end(pkt, &is, state);
        hook_end(call);
        pkt->keep.len = 0;
        if (nc_ok(&in))
            hook_commit(call, c);
        again = !pkt->full && nc_ok(&in) && c->kept_bytes && c->kept_bytes < kept;
    }
}

static void
drop_what_it_knows(struct stream_call *call, struct connection *c)
{
    state_free(call, c);
    kept_drop(call, c);
}

void
reader_leave(struct stream_call *call, struct connection *c)
{
    if (has_reader(c) && plugin_is_wanted(reader_of(call, c)))
        tell_end(call, c);
    if (is_full(call))
        return;
    drop_what_it_knows(call, c);
    c->reader = READER_NONE;
    for (int i = 0; i < 2; i++) {
        side_drop(call, &c->side[i]);
        c->side[i].pass = PASS_ALL;
    }
}

void
reader_refuse(struct stream_call *call, struct connection *c, const char *reason)
{
    int plugin = c->reader - 1;

    reader_leave(call, c);
    if (is_full(call) || reason == nc_declined)
        return;
    call->streams->now.counts.refused++;
    if (call->job->refused)
        call->job->refused(call->job->context, plugin, reason);
}

void
reader_give_up(struct stream_call *call, struct connection *c)
{
    call->streams->now.counts.unclaimed++;
    reader_leave(call, c);
}

/* What is unread is offered to all plugins. */
static void
hand_over(struct stream_call *call, struct connection *c)
{
    tell_end(call, c);
    drop_what_it_knows(call, c);
    c->reader = READER_UNDECIDED;
    for (int i = 0; i < 2; i++) {
        c->side[i].pass = c->side[i].tried = 0;
        c->side[i].flags &= ~(uint32_t)(SIDE_REFUSED | SIDE_TOLD);
    }
    if (++c->handed == HANDED_MAX)
        reader_give_up(call, c);
}

/* The call counts, and n bytes were read. */
static void
move_on(struct stream_call *call, struct connection *c, uint32_t side, struct offer *o, uint32_t n)
{
    struct side *s = &c->side[side], *other = &c->side[!side];

    s->gap = 0;
    offer_take(call, s, o, n);
    s->pass = call->job->pkt->passed;
    s->tried = other->tried = 0;
    other->flags &= ~(uint32_t)SIDE_TOLD;
    if (call->job->pkt->handed_over)
        hand_over(call, c);
}

/* The call changed nothing: it is made again with more, or when the other side has said more. */
static bool
wait_for_more(struct side *s, const struct offer *o, bool ended)
{
    s->tried = o->size;
    s->flags |= ended ? SIDE_TOLD : 0u;
    return false;
}

/* Offers the bytes once; whether that moved anything. */
static bool
call_stream(struct stream_call *call, struct connection *c, uint32_t side, struct offer *o)
{
    struct nc_packet *pkt = call->job->pkt;
    struct side *s = &c->side[side];
    const struct nc_stream is = offer_view(call, c, side, o);
    struct nc_cursor in = offer_cursor(o);
    void *state = hook_begin(call, c, side, &in);
    uint32_t n;

    reader_of(call, c)->is.stream(pkt, &is, &in, state);
    hook_end(call);
    if (in.failed == nc_truncated)
        return wait_for_more(s, o, is.ended);
    if (!nc_ok(&in)) {
        reader_refuse(call, c, in.failed);
        return false;
    }
    n = (uint32_t)nc_tell(&in);
    if (!hook_commit(call, c)) {
        reader_refuse(call, c, "more waits for an answer than may");
        return false;
    }
    if (is_full(call))
        return false;
    if (!n && !pkt->passed && !pkt->handed_over && !is.gap)
        return wait_for_more(s, o, is.ended);
    move_on(call, c, side, o, n);
    return true;
}

/* As if what is offered had never been captured. */
static void
lose(struct stream_call *call, struct side *s, struct offer *o)
{
    call->streams->now.counts.gaps++;
    call->streams->now.counts.gap_bytes += o->size;
    s->gap += o->size;
    s->tried = 0;
    offer_take(call, s, o, o->size);
}

bool
reader_read(struct stream_call *call, struct connection *c, uint32_t side, struct offer *o)
{
    struct side *s = &c->side[side];
    bool moved = false;

    if (call->job->quiet && o->size && c->reader != READER_NONE) {
        lose(call, s, o);
        return true;
    }
    while (o->size && has_reader(c) && !s->pass && offer_is_worth(call, c, s, o->size)) {
        if (!reads_streams(reader_of(call, c))) {
            reader_leave(call, c);
            break;
        }
        if (!call_stream(call, c, side, o))
            break;
        moved = true;
        if (o->direct && s->pass)
            offer_take(call, s, o, s->pass < o->size ? (uint32_t)s->pass : o->size);
    }
    return moved;
}
