/* SPDX-License-Identifier: Apache-2.0 */
/* Segments with a wrong checksum: whether their sender's host made them so. */
#ifndef STREAMS_SUMS_H
#define STREAMS_SUMS_H

#include "reassembly/streams_call.h"

/* TRUST_AT_LAST: in doubt, and nothing else goes behind it. */
enum trust { TRUST_NONE, TRUST_AT_LAST, TRUST_IN_DOUBT, TRUST_FULL };

static inline bool
is_put_off(enum trust trust)
{
    return trust == TRUST_IN_DOUBT || trust == TRUST_AT_LAST;
}

/* Of both headers: the one that says most; a worker may have written anything there. */
static inline uint32_t
sums_kind(const struct nc_tails *t)
{
    uint32_t network = t->network_sum, transport = t->transport_sum;

    if (network >= NC_SUM_WRONG || transport > NC_SUM_WRONG)
        return NC_SUM_WRONG;
    return network > NC_SUM_RIGHT && transport <= NC_SUM_RIGHT ? network : transport;
}

/* Whether a segment counts, of this side of the connection that the key has, if there is one; in
 * doubt, which one may be of so many bytes that can be put off: once its receiver has acknowledged
 * it. */
enum trust sums_trust(struct stream_call *, const struct nc_tails *, const struct connection_key *,
                      uint32_t side, uint32_t size);

/* Notes one that is wrong, and counts it unless it is in doubt; counts one that was. */
void sums_note(struct stream_call *, const struct nc_tails *, enum trust);

static inline void
sums_count(struct stream_call *call, uint32_t kind, bool believed)
{
    struct stream_counts *counts = &call->streams->now.counts;

    if (kind <= NC_SUM_RIGHT)
        return;
    if (believed)
        counts->believed++;
    else
        counts->wrong++;
    counts->merged += believed && kind == NC_SUM_MERGED;
}

/* One that counts says what this side's checksums are like; whether it is the side's SYN, or a
 * datagram. */
void sums_learn(struct side *, const struct nc_tails *, uint32_t size, bool opens);

static inline bool
is_left_to_card(uint32_t sum)
{
    return sum == NC_SUM_PARTIAL || sum == NC_SUM_ZERO;
}

/* So does one that was put off, with this kind of sum, and counts; but it may have been damaged. */
static inline void
sums_learn_doubt(struct side *s, uint32_t sum)
{
    if (sum <= NC_SUM_RIGHT || (sum == NC_SUM_WRONG && s->flags & SIDE_SUM_KNOWN))
        return;
    s->flags |= SIDE_SUM_DOUBTED;
    if (is_left_to_card(sum) && !(s->flags & SIDE_SUM_RIGHT))
        s->flags |= SIDE_SUM_LEFT;
}

/* Whether a side has shown, or nothing speaks against it, that a card fills in what it sends or
 * merges what it hears. */
static inline bool
sums_tell_of_card(const struct side *s)
{
    return s->flags & (SIDE_SUM_LEFT | SIDE_SUM_DOUBTED) || !(s->flags & SIDE_SUM_BYTES);
}

#endif
