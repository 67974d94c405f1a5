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
 * Those left to a card do not tell who made them: a Linux host that merges segments as it receives
 * them gives what comes of it the pseudo header's sum, and so they follow right ones.  If that host
 * is an end of the connection its own are left to its card, and sooner or later it merges one that
 * is longer than a frame: both say that there is a card.  Where nothing says so, there is none.
 *
 * A right one of a segment without bytes says little: Linux hosts of many years sum those
 * themselves and leave the others to the card, or to nobody where they talk to themselves.  So the
 * pseudo header's sum is believed of the first bytes of a side. */
#include "reassembly/streams_sums.h"

#include "reassembly/streams_arrival.h"
#include "reassembly/streams_table.h"

static const char *const believed[] = {
    [NC_SUM_PARTIAL] = "partial checksum, believed: left to the network card (offload)",
    [NC_SUM_ZERO] = "no checksum, believed: left to the network card (offload)",
    [NC_SUM_MERGED] = "wrong checksum, believed: longer than a frame (offload)",
    [NC_SUM_WRONG] = "wrong checksum, believed: no right one on this side (offload?)",
};

static const char *const passed_over[] = {
    [NC_SUM_PARTIAL] = "partial checksum, passed over",
    [NC_SUM_ZERO] = "no checksum, passed over",
    [NC_SUM_MERGED] = "wrong checksum, longer than a frame, passed over",
    [NC_SUM_WRONG] = "wrong checksum, passed over",
};

/* Of both headers: the one that says most; a worker may have written anything there. */
static uint32_t
sum_of(const struct nc_tails *t)
{
    uint32_t network = t->network_sum, transport = t->transport_sum;

    if (network >= NC_SUM_WRONG || transport > NC_SUM_WRONG)
        return NC_SUM_WRONG;
    return network > NC_SUM_RIGHT && transport <= NC_SUM_RIGHT ? network : transport;
}

static bool
is_left_to_card(uint32_t sum)
{
    return sum == NC_SUM_PARTIAL || sum == NC_SUM_ZERO;
}

static bool
is_of_its_host(const struct stream_counts *counts, const struct connection *c, uint32_t side,
               uint32_t sum, bool speaks)
{
    uint32_t own = c ? c->side[side].flags : 0, other = c ? c->side[!side].flags : 0;

    if (sum == NC_SUM_MERGED || (sum == NC_SUM_PARTIAL && counts->merged))
        return true;
    if (is_left_to_card(sum))
        return own & SIDE_SUM_LEFT || !(own & other & SIDE_SUM_RIGHT) ||
               (sum == NC_SUM_PARTIAL && speaks && !(own & SIDE_DATA));
    return !(own & (SIDE_SUM_RIGHT | SIDE_SUM_LEFT));
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

bool
sums_are_believed(struct stream_call *call, const struct nc_tails *t,
                  const struct connection_key *key, uint32_t side, size_t size)
{
    struct stream_counts *counts = &call->streams->now.counts;
    uint32_t sum = sum_of(t);

    if (sum <= NC_SUM_RIGHT)
        return true;
    if (!call->job->strict &&
        is_of_its_host(counts, find_known(call, key), side, sum, size > 0)) {
        counts->believed++;
        counts->merged += sum == NC_SUM_MERGED;
        note(call, t, believed[sum]);
        return true;
    }
    counts->wrong++;
    note(call, t, passed_over[sum]);
    return false;
}

void
sums_learn(struct side *s, const struct nc_tails *t)
{
    uint32_t sum = sum_of(t);

    if (sum == NC_SUM_RIGHT)
        s->flags |= SIDE_SUM_RIGHT;
    else if (is_left_to_card(sum))
        s->flags |= SIDE_SUM_LEFT;
}
