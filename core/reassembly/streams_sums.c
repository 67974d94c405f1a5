/* SPDX-License-Identifier: Apache-2.0 */
/* No host takes a segment with a wrong checksum, so what it says is none of the stream's: whoever
 * sends one first would choose what we read.  But where the sender's own host captures, its card
 * fills in checksums behind the capture, and all of them look wrong.  Zeek drops wrong ones unless
 * ignore_checksums is set, and says once that a capture seems to be of an offloading host;
 * Suricata's stream.checksum-validation drops them too, and "checksum-checks: auto" stops that for
 * all when one in ten of the first thousand packets is wrong.  One host's card says nothing of
 * others, so here each side of a connection is judged by itself.
 *
 * A side that has shown a right checksum, or ones that are left to a card (the pseudo header's, or
 * none), has shown how its host works, and a segment without bytes with another is not its host's.
 * Till then it is believed, but for bytes before the answer to a SYN: nobody takes those.
 *
 * But a side with right ones may have others all the same.  Linux hosts of many years sum segments
 * without bytes themselves, and leave the rest to the card, or to nobody where they talk to
 * themselves.  A host that merges segments as it receives them gives what comes of it the pseudo
 * header's sum (Linux's GRO), or a card that of the first (LRO), and that is mostly longer than a
 * frame.  And anybody can forge any of these: neither length nor sum tells who made a segment.  Its
 * receiver does: a host acknowledges what it took, and what was forged it did not take.  So one
 * with bytes is put off until it is acknowledged (streams_doubts.h), and what has the same numbers
 * and a right checksum goes before it.  Nor does a side without right ones tell who made them, till
 * its SYN did, which is believed, or one that was acknowledged: what is forged may come before all
 * others of a connection whose beginning is not in the capture.  Of one way alone nobody
 * acknowledges anything, and it is believed when nothing else came for long enough.
 *
 * One that is merely wrong, on a side that shows how its host works, may have been damaged on its
 * way to the capture alone, or be summed over what the capture does not show: then its receiver
 * acknowledges it, and nothing else comes.  Zeek hands no packet with a wrong checksum to a
 * connection's analyzers ("Connection Handling", "Checksum Behavior" in its guide to developers),
 * and Suricata's stream engine rejects it ("stream.checksum-validation"): their readers see a gap.
 * Here it is put off behind all others: it counts when the hole that it fills would be passed, and
 * its receiver has acknowledged it; whatever else came in its place was there first.  An end in it
 * is none.
 *
 * Without bytes nothing can be put off, and no card merges such: it is believed of a side that has
 * shown no right one, or that had left its SYN to a card before. */
#include "reassembly/streams_sums.h"

#include "reassembly/streams_arrival.h"
#include "reassembly/streams_table.h"

static const char *const said[][NC_SUM_WRONG + 1] = {
    [TRUST_FULL] = {
        [NC_SUM_PARTIAL] = "partial checksum, believed: left to the network card (offload)",
        [NC_SUM_ZERO] = "no checksum, believed: left to the network card (offload)",
        [NC_SUM_MERGED] = "wrong checksum, believed: longer than a frame, so merged (offload)",
        [NC_SUM_WRONG] = "wrong checksum, believed: no right one on this side (offload?)",
    },
    [TRUST_IN_DOUBT] = {
        [NC_SUM_PARTIAL] = "partial checksum, believed once acknowledged (offload?)",
        [NC_SUM_ZERO] = "no checksum, believed once acknowledged (offload?)",
        [NC_SUM_MERGED] =
            "wrong checksum, longer than a frame, believed once acknowledged (merged?)",
        [NC_SUM_WRONG] = "wrong checksum, believed once acknowledged: no right one yet (offload?)",
    },
    [TRUST_AT_LAST] = {
        [NC_SUM_WRONG] = "wrong checksum, passed over unless nothing else comes in its place",
    },
    [TRUST_NONE] = {
        [NC_SUM_PARTIAL] = "partial checksum, passed over",
        [NC_SUM_ZERO] = "no checksum, passed over",
        [NC_SUM_MERGED] = "wrong checksum, longer than a frame, passed over",
        [NC_SUM_WRONG] = "wrong checksum, passed over",
    },
};

/* The other side has sent a SYN, and has not acknowledged the answer: before that there is none
 * whose bytes it would take, RFC 9293 section 3.10.7.3. */
static bool
is_unanswered(const struct connection *c, uint32_t side)
{
    uint32_t asked = SIDE_SYN | SIDE_SEEN;

    return (c->side[!side].flags & asked) == asked && !(c->side[side].flags & SIDE_ACKED);
}

/* What its SYN was like, or one that was acknowledged, before any right one. */
static bool
has_shown(uint32_t own, uint32_t sum)
{
    uint32_t shows = SIDE_SUM_DOUBTED | SIDE_SUM_WRONG | (sum == NC_SUM_WRONG ? 0u : SIDE_SUM_CARD);

    return own & shows && !(own & SIDE_SUM_RIGHT);
}

static enum trust
trust_bytes(const struct connection *c, uint32_t side, uint32_t sum)
{
    uint32_t own = c ? c->side[side].flags : 0;
    bool wrong = sum == NC_SUM_WRONG;

    if (c && is_unanswered(c, side))
        return wrong ? TRUST_NONE : TRUST_IN_DOUBT;
    if (wrong && own & SIDE_SUM_KNOWN)
        return TRUST_AT_LAST;
    return has_shown(own, sum) ? TRUST_FULL : TRUST_IN_DOUBT;
}

static bool
trust_empty(const struct connection *c, uint32_t side, uint32_t sum)
{
    uint32_t own = c ? c->side[side].flags : 0;

    if (sum == NC_SUM_WRONG)
        return !(own & SIDE_SUM_KNOWN);
    return own & SIDE_SUM_CARD || !(own & SIDE_SUM_RIGHT);
}

static enum trust
trust_in(const struct connection *c, uint32_t side, uint32_t sum, uint32_t size)
{
    if (size)
        return trust_bytes(c, side, sum);
    return trust_empty(c, side, sum) ? TRUST_FULL : TRUST_NONE;
}

/* Of datagrams dissection has noted it already.  A layer that has a checksum is one that a plugin,
 * which is numbered from 1, has said. */
static void
note(const struct stream_call *call, const struct nc_tails *t, const char *reason)
{
    const struct stream_job *job = call->job;
    uint16_t by = t->transport_sum > NC_SUM_RIGHT ? t->transport_by : t->network_by;

    if (job->noted && nc_stream_space(t->transport_kind) != NC_NONE)
        job->noted(job->context, by - 1, reason);
}

/* One that is over has said nothing of the hosts that come after it. */
static const struct connection *
find_known(struct stream_call *call, const struct connection_key *key)
{
    const struct connection *c = connection_find(call, key);

    return c && arrival_is_over(call, c) ? NULL : c;
}

void
sums_note(struct stream_call *call, const struct nc_tails *t, enum trust trust)
{
    uint32_t sum = sums_kind(t);

    if (sum <= NC_SUM_RIGHT)
        return;
    if (!is_put_off(trust))
        sums_count(call, sum, trust == TRUST_FULL);
    note(call, t, said[trust][sum]);
}

enum trust
sums_trust(struct stream_call *call, const struct nc_tails *t, const struct connection_key *key,
           uint32_t side, uint32_t size)
{
    uint32_t sum = sums_kind(t);

    if (sum <= NC_SUM_RIGHT)
        return TRUST_FULL;
    return call->job->strict ? TRUST_NONE : trust_in(find_known(call, key), side, sum, size);
}

/* What was left to a card before anything was right its host has left, if the other side has
 * acknowledged some of it: what was forged before the true ones nobody acknowledges.  Datagrams are
 * taken as they come. */
static bool
may_be_forged(const struct side *s, const struct nc_tails *t)
{
    return nc_stream_space(t->transport_kind) != NC_NONE &&
           !(s->flags & (SIDE_SUM_RIGHT | SIDE_ACKED));
}

void
sums_learn(struct side *s, const struct nc_tails *t, uint32_t size, bool opens)
{
    const uint32_t forgeable = SIDE_SUM_LEFT | SIDE_SUM_CARD | SIDE_SUM_WRONG;
    uint32_t sum = sums_kind(t);

    if (sum == NC_SUM_RIGHT) {
        if (may_be_forged(s, t))
            s->flags &= ~forgeable;
        s->flags |= SIDE_SUM_RIGHT | (size ? SIDE_SUM_BYTES : 0u);
    } else if (s->flags & SIDE_SUM_RIGHT)
        return;
    else if (is_left_to_card(sum))
        s->flags |= SIDE_SUM_LEFT | (opens ? SIDE_SUM_CARD : 0u);
    else if (opens && sum > NC_SUM_RIGHT)
        s->flags |= SIDE_SUM_WRONG;
}
