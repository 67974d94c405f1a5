/* SPDX-License-Identifier: Apache-2.0 */
#include "reassembly/streams_reader.h"

#include "reassembly/streams_doubts.h"
#include "reassembly/streams_handed.h"
#include "reassembly/streams_hook.h"
#include "reassembly/streams_kept.h"
#include "reassembly/streams_side.h"

/* How often a connection is handed over; how often its bytes are refused in a row, each side's by
 * all who want them. */
enum { HANDED_MAX = 8, REFUSALS_MOST = 64 };

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
        pkt->server_name = NULL;
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
    doubts_drop_unwanted(call, c);
    for (int i = 0; i < 2; i++) {
        side_advance(&c->side[i], c->side[i].ready);
        side_drop(call, &c->side[i]);
        c->side[i].pass = PASS_ALL;
    }
}

void
reader_give_up(struct stream_call *call, struct connection *c)
{
    if (!(c->side[0].flags & SIDE_OPEN) && !c->recognised)
        call->streams->now.counts.unclaimed++;
    reader_leave(call, c);
}

/* What is unread is offered to all plugins. */
static void
set_free(struct stream_call *call, struct connection *c)
{
    tell_end(call, c);
    if (is_full(call))
        return;
    drop_what_it_knows(call, c);
    c->reader = READER_UNDECIDED;
    c->recognised = 0; /* what only goes before another is not what flows call the connection */
    for (int i = 0; i < 2; i++) {
        struct side *s = &c->side[i];

        s->tried = s->unwanted = 0;
        if (s->pass == PASS_ALL)
            s->pass = 0;
        s->flags &= ~(uint32_t)(SIDE_TOLD | SIDE_KNOWN);
    }
}

/* As at the beginning of a connection. */
static void
hand_over(struct stream_call *call, struct connection *c)
{
    set_free(call, c);
    for (int i = 0; i < 2; i++) {
        c->side[i].pass = c->side[i].asked = 0;
        c->side[i].flags &= ~(uint32_t)SIDE_OPEN;
    }
    if (++c->handed == HANDED_MAX)
        reader_give_up(call, c);
}

/* The packet at hand is called refused only where it holds bytes of that side: what has waited for
 * the other side came in a packet that is done. */
static void
count_refusal(struct stream_call *call, uint32_t side, int plugin, const char *reason)
{
    call->streams->now.counts.refused++;
    if (call->job->refused && call->speaks == 1 + side)
        call->job->refused(call->job->context, plugin, reason);
}

void
reader_tell_refusal(struct stream_call *call, uint32_t side, uint64_t offset)
{
    struct refusal *r = &call->refusal[side];

    if (!r->by || r->offset != offset || r->told)
        return;
    r->told = true;
    if (r->reason)
        count_refusal(call, side, r->told_of - 1, r->reason);
}

/* As that is no message of its protocol, it may be one of another. */
static void
hand_on(struct stream_call *call, struct connection *c, uint32_t side, const char *reason)
{
    struct refusal *r = &call->refusal[side];
    uint64_t offset = c->side[side].offset;
    uint16_t by = c->reader;

    if (r->by && r->offset == offset)
        r->next = call->chosen + 1;
    else
        *r = (struct refusal){ .offset = offset, .by = by,
                              .first = !(c->side[side].flags & SIDE_OPEN) };
    if (!r->reason && reason != nc_declined) {
        r->reason = reason;
        r->told_of = by;
    }
    set_free(call, c);
    c->side[0].flags |= SIDE_OPEN;
    c->side[1].flags |= SIDE_OPEN;
    if (++call->refusals == REFUSALS_MOST && !is_full(call))
        reader_give_up(call, c);
}

void
reader_refuse(struct stream_call *call, struct connection *c, uint32_t side, const char *reason)
{
    struct side *s = &c->side[side];

    hand_on(call, c, side, reason);
    reader_tell_refusal(call, side, s->offset);
    side_take(call, s, s->ready);
}

/* The call counts, and n bytes were read. */
static void
move_on(struct stream_call *call, struct connection *c, uint32_t side, struct offer *o, uint32_t n)
{
    struct side *s = &c->side[side], *other = &c->side[!side];

    s->gap = 0;
    s->flags |= n ? SIDE_KNOWN : 0u;
    call->refusal[0] = call->refusal[1] = (struct refusal){ 0 };
    call->refusals = 0;
    offer_take(call, s, o, n);
    s->pass = call->job->pkt->passed;
    s->tried = other->tried = 0;
    other->flags &= ~(uint32_t)SIDE_TOLD;
    if (call->job->pkt->handed_over)
        hand_over(call, c);
}

/* The call changed nothing: it is made again with more, or when the other side has said more. */
static bool
wait_for_more(struct side *s, const struct offer *o, const struct nc_stream *is)
{
    s->tried = s->shown = o->size;
    s->flags |= is->ended || is->broken ? SIDE_TOLD : 0u;
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
        return wait_for_more(s, o, &is);
    if (!nc_ok(&in)) {
        hand_on(call, c, side, in.failed);
        return false;
    }
    n = (uint32_t)nc_tell(&in);
    if (!hook_commit(call, c)) {
        hand_on(call, c, side, "more waits for an answer than may");
        return false;
    }
    handed_decode(call, c, side, &is);
    if (is_full(call))
        return false;
    if (pkt->refused)
        count_refusal(call, side, c->reader - 1, pkt->refused);
    if (!n && !pkt->passed && !pkt->handed_over && !is.gap)
        return wait_for_more(s, o, &is);
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
    s->tried = s->unwanted = 0;
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
