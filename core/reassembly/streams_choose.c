/* SPDX-License-Identifier: Apache-2.0 */
/* A port is a guess: whoever was found by it looks at the bytes before it believes, and hands them
 * on when it was wrong.  So do others: Suricata tries patterns on any port and probing parsers on
 * those configured ("Protocol detection", "Decision process" in its guide to developers), Zeek
 * activates analyzers independently of ports and takes away those whose protocol is violated
 * (base/frameworks/analyzer/dpd.zeek).  Suricata gives up once both sides were inspected ("Bail out
 * conditions" of app-layer-protocol), and finds TLS behind STARTTLS only where a parser of what
 * stands before asks for it.  Here whatever nobody reads is asked about again where segments begin,
 * ASKED_MAX times a side: some dozen nanoseconds each, so a transfer of gigabytes costs what its
 * first 400 kB do. */
#include "reassembly/streams_choose.h"

#include "reassembly/streams_expect.h"
#include "reassembly/streams_kept.h"
#include "reassembly/streams_reader.h"
#include "reassembly/streams_side.h"

enum {
    PROBE_MAX = 4096, /* bytes that are shown, and behind which nobody may ask for more */
    ASKED_MAX = 256,  /* places of a side that nobody wanted, when no other is asked about */
    BY_PORT = 3       /* candidates: who expects it, by the server's port and by the client's, then
                         all plugins that look at what is on any port */
};

/* The refusal that was said of the next place; without one, of none. */
static struct refusal
refusal_at(const struct stream_call *call, uint32_t side, const struct side *s)
{
    const struct refusal none = { 0 };

    return call->refusal[side].offset == s->offset + s->unwanted ? call->refusal[side] : none;
}

/* Who may be asked.  Once somebody was wrong about a connection only those are that look before
 * they believe. */
struct candidates {
    const struct plugins *all;
    int by_port[BY_PORT]; /* indices; -1: there is none */
    bool ports_count;
};

static struct candidates
candidates_of(struct stream_call *call, const struct connection *c, bool ports_count)
{
    const struct dispatch *dispatch = &call->job->plugins->dispatch;
    uint32_t space = nc_stream_space(c->key.transport_kind);
    size_t expects;
    bool is_expected = expect_find(call, &c->key, &expects);

    return (struct candidates){
        .all = call->job->plugins, .ports_count = ports_count,
        .by_port = { is_expected ? (int)expects : -1,
                     dispatch_find(dispatch, space, c->key.port[!c->client]),
                     dispatch_find(dispatch, space, c->key.port[c->client]) },
    };
}

/* The nth candidate's index; -1: there is none. */
static int
candidate(const struct candidates *of, uint32_t n)
{
    int found = n < BY_PORT ? of->by_port[n] : of->all->probing[n - BY_PORT];

    if (found < 0 || (!of->all->list[found].is.probe && (n >= BY_PORT || !of->ports_count)))
        return -1;
    for (uint32_t before = 0; before < n && before < BY_PORT; before++)
        if (found == of->by_port[before])
            return -1;
    return reads_streams(&of->all->list[found]) ? found : -1;
}

/* A place: bytes of an offer from where a segment begins, as a plugin is shown them. */
struct place {
    struct nc_stream is;
    struct nc_cursor in;
    bool last;
};

static struct place
place_at(struct stream_call *call, const struct connection *c, uint32_t side, const struct offer *o)
{
    const struct side *s = &c->side[side];
    struct offer behind = *o;
    struct place place = { .is = offer_view(call, c, side, o) };

    behind.bytes += s->unwanted;
    behind.size -= s->unwanted;
    if (s->unwanted) {
        place.is.offset += s->unwanted;
        place.is.gap = 0;
        place.is.time = side_time(call, s, s->unwanted);
    }
    place.last = place.is.ended || place.is.broken || behind.size >= PROBE_MAX;
    if (behind.size > PROBE_MAX)
        behind.size = PROBE_MAX;
    place.in = offer_cursor(&behind);
    return place;
}

static enum nc_answer
ask(struct stream_call *call, struct place *place, int plugin, bool by_port)
{
    const struct plugin *p = &call->job->plugins->list[plugin];
    struct nc_cursor in = place->in;

    if (!p->is.probe)
        return NC_YES;
    place->is.by_port = by_port;
    *call->job->at_work = (uint32_t)plugin;
    return p->is.probe(&place->is, &in);
}

/* Who expects it, then by port, the server's first, then anyone that asks to see the bytes of any
 * port. */
static enum nc_answer
find_reader(struct stream_call *call, const struct connection *c, uint32_t side,
            const struct offer *o, int *plugin)
{
    struct place place = place_at(call, c, side, o);
    const struct refusal refusal = refusal_at(call, side, &c->side[side]);
    const struct refusal other = refusal_at(call, !side, &c->side[!side]);
    const struct candidates of = candidates_of(
        call, c, refusal.first || !(c->side[side].flags & SIDE_OPEN));
    enum nc_answer answer, best = NC_NO;

    for (uint32_t n = refusal.next; n < BY_PORT + of.all->n_probing; n++) {
        *plugin = candidate(&of, n);
        answer = NC_NO;
        if (*plugin >= 0 && refusal.by != *plugin + 1 && other.by != *plugin + 1)
            answer = ask(call, &place, *plugin, n < BY_PORT);
        if (answer == NC_MORE && place.last)
            answer = NC_NO;
        call->chosen = n;
        if (answer == NC_YES || (answer == NC_MORE && n < BY_PORT))
            return answer;
        best = answer == NC_MORE ? NC_MORE : best;
    }
    return best;
}

static bool
claim(struct stream_call *call, struct connection *c, uint32_t side, int plugin)
{
    const struct plugin *p = &call->job->plugins->list[plugin];

    if (!state_create(call, c, p->is.state_size)) {
        call->streams->now.counts.no_memory++;
        return false;
    }
    if (c->side[0].flags & SIDE_UNCLAIMED)
        call->streams->now.counts.unclaimed--;
    for (int i = 0; i < 2; i++) {
        c->side[i].flags &= ~(uint32_t)SIDE_UNCLAIMED;
        c->side[i].tried = c->side[i].unwanted = 0;
        if (!(c->side[i].flags & SIDE_OPEN)) /* once: a reader that refuses is not begun anew */
            c->side[i].shown = 0;
        if (c->side[i].pass == PASS_ALL)
            c->side[i].pass = 0;
    }
    if (p->is.probe)
        c->side[side].flags |= SIDE_KNOWN;
    c->reader = c->recognised = (uint16_t)(plugin + 1);
    expect_meet(call, c);
    return true;
}

/* Nobody wants the first n bytes. */
static void
pass_over(struct stream_call *call, struct side *s, struct offer *o, uint32_t n)
{
    if (n)
        s->gap = 0;
    offer_take(call, s, o, n);
}

/* What both sides have said so far is nobody's, whatever they say next. */
static void
open_up(struct stream_call *call, struct connection *c, struct side *other)
{
    uint32_t n = other->unwanted < other->ready ? other->unwanted : other->ready;

    if (c->side[0].flags & SIDE_OPEN)
        return;
    if (n) {
        side_take(call, other, n);
        other->tried -= n < other->tried ? n : other->tried;
        other->gap = 0;
    }
    call->streams->now.counts.unclaimed++;
    for (int i = 0; i < 2; i++)
        c->side[i].flags |= SIDE_OPEN | SIDE_UNCLAIMED;
}

/* Nobody wants what begins at the next place. */
static void
leave_place(struct stream_call *call, struct connection *c, uint32_t side, struct offer *o)
{
    struct side *s = &c->side[side], *other = &c->side[!side];
    uint32_t next = o->direct ? o->size : side_next_begin(call, s, s->unwanted);

    reader_tell_refusal(call, side, s->offset + s->unwanted);
    s->asked++;
    if (other->unwanted || next >= PROBE_MAX)
        open_up(call, c, other);
    if (s->flags & SIDE_OPEN)
        pass_over(call, s, o, next);
    else
        s->unwanted = (uint16_t)next;
}

/* A side of which so much was asked about is passed over until the other finds a reader. */
static void
ask_no_more(struct stream_call *call, struct connection *c, uint32_t side, struct offer *o)
{
    struct side *s = &c->side[side], *other = &c->side[!side];

    open_up(call, c, other);
    pass_over(call, s, o, o->size);
    s->pass = PASS_ALL;
    if (other->pass == PASS_ALL)
        reader_give_up(call, c);
}

/* A protocol may be known by what either side says first: that is kept until nobody wants either,
 * or one has said much and the other nothing.  From then on what nobody wants is not kept. */
bool
reader_choose(struct stream_call *call, struct connection *c, uint32_t side, struct offer *o)
{
    struct side *s = &c->side[side];
    enum nc_answer answer = NC_NO;
    int plugin;

    if (o->direct || s->unwanted > o->size)
        s->unwanted = 0; /* there was no memory for what it counts */
    while (s->unwanted < o->size && s->asked < ASKED_MAX && answer != NC_MORE) {
        uint32_t before = s->unwanted;

        answer = find_reader(call, c, side, o, &plugin);
        if (answer == NC_YES && claim(call, c, side, plugin)) {
            pass_over(call, s, o, before);
            return true;
        }
        if (answer != NC_MORE)
            leave_place(call, c, side, o);
    }
    reader_tell_refusal(call, side, s->offset + s->unwanted);
    if (s->asked >= ASKED_MAX)
        ask_no_more(call, c, side, o);
    s->tried = s->shown = o->size;
    return false;
}
