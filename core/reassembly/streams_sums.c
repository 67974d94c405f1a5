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
 * none), has shown how its host works: another is not its host's.  Till then it is believed.
 *
 * But a side with right ones may have others all the same.  Linux hosts of many years sum segments
 * without bytes themselves, and leave the rest to the card, or to nobody where they talk to
 * themselves.  A host that merges segments as it receives them gives what comes of it the pseudo
 * header's sum (Linux's GRO), or a card that of the first (LRO), and that is mostly longer than a
 * frame.  And anybody can forge any of these: neither length nor sum tells who made a segment.  Its
 * receiver does: a host acknowledges what it took, and what was forged it did not take.  So one
 * with bytes is put off until it is acknowledged (streams_doubts.h), and what has the same numbers
 * and a right checksum goes before it.  Of one way alone nobody knows what the other side took, so
 * there it is believed; but that the other side is not in the capture shows only behind the
 * handshake.
 *
 * Without bytes nothing can be put off, and no card merges such: it is believed where the side has
 * not shown right ones with bytes, and either side that there is a card. */
#include "reassembly/streams_sums.h"

#include "reassembly/streams_arrival.h"
#include "reassembly/streams_table.h"

static const char *const said[][NC_SUM_WRONG + 1] = {
    [TRUST_FULL] = {
        [NC_SUM_PARTIAL] = "partial checksum, believed: left to the network card (offload)",
        [NC_SUM_ZERO] = "no checksum, believed: left to the network card (offload)",
        [NC_SUM_MERGED] = "wrong checksum, believed: longer than a frame (offload)",
        [NC_SUM_WRONG] = "wrong checksum, believed: no right one on this side (offload?)",
    },
    [TRUST_IN_DOUBT] = {
        [NC_SUM_PARTIAL] = "partial checksum, believed once acknowledged (offload?)",
        [NC_SUM_ZERO] = "no checksum, believed once acknowledged (offload?)",
        [NC_SUM_MERGED] =
            "wrong checksum, longer than a frame, believed once acknowledged (offload?)",
    },
    [TRUST_NONE] = {
        [NC_SUM_PARTIAL] = "partial checksum, passed over",
        [NC_SUM_ZERO] = "no checksum, passed over",
        [NC_SUM_MERGED] = "wrong checksum, longer than a frame, passed over",
        [NC_SUM_WRONG] = "wrong checksum, passed over",
    },
};

static bool
is_left_to_card(uint32_t sum)
{
    return sum == NC_SUM_PARTIAL || sum == NC_SUM_ZERO;
}

/* The other side is heard, and its segments are not captured. */
static bool
is_one_way(const struct connection *c, uint32_t side)
{
    return (c->side[!side].flags & (SIDE_SEEN | SIDE_ACKED)) == SIDE_ACKED;
}

static enum trust
trust_bytes(const struct connection *c, uint32_t side)
{
    uint32_t own = c->side[side].flags;

    if (!(own & SIDE_SUM_RIGHT) || is_one_way(c, side))
        return TRUST_FULL;
    if (own & (SIDE_SUM_LEFT | SIDE_SUM_DOUBTED) && !(own & SIDE_SUM_BYTES))
        return TRUST_FULL;
    return TRUST_IN_DOUBT;
}

static bool
trust_empty(const struct connection *c, uint32_t side)
{
    uint32_t own = c->side[side].flags, other = c->side[!side].flags;

    if (own & SIDE_SUM_LEFT || !(own & SIDE_SUM_RIGHT))
        return true;
    return !(own & SIDE_SUM_BYTES) && (own & SIDE_SUM_DOUBTED || !(other & SIDE_SUM_RIGHT));
}

static enum trust
trust_in(const struct connection *c, uint32_t side, uint32_t sum, uint32_t size)
{
    if (!c)
        return TRUST_FULL;
    if (sum == NC_SUM_WRONG)
        return c->side[side].flags & (SIDE_SUM_RIGHT | SIDE_SUM_LEFT) ? TRUST_NONE : TRUST_FULL;
    if (size)
        return trust_bytes(c, side);
    return trust_empty(c, side) ? TRUST_FULL : TRUST_NONE;
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
    if (trust != TRUST_IN_DOUBT)
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

void
sums_learn(struct side *s, const struct nc_tails *t, uint32_t size)
{
    uint32_t sum = sums_kind(t);

    if (sum == NC_SUM_RIGHT)
        s->flags |= SIDE_SUM_RIGHT | (size ? SIDE_SUM_BYTES : 0u);
    else if (is_left_to_card(sum))
        s->flags |= SIDE_SUM_LEFT;
}
