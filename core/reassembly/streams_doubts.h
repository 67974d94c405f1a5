/* SPDX-License-Identifier: Apache-2.0 */
/* Segments whose checksum does not tell who made them, see streams_sums.c, and bytes of a SYN, that
 * its receiver need not take: each is put off, as if it had not come yet, until it is believed
 * (streams_believe.h).  Of bytes that nobody wants any more the numbers alone are kept, unless a
 * RST is what ended the connection.
 *
 * All take a connection that is in the journal. */
#ifndef STREAMS_DOUBTS_H
#define STREAMS_DOUBTS_H

#include "reassembly/streams_call.h"

struct doubt {
    struct nc_segment segment;
    struct nc_time time;
    uint64_t number; /* of its packet */
    uint64_t clock;
    uint32_t side, size, sum;
    bool kept;    /* its bytes are in cells */
    bool counted; /* a part of it was */
    const uint8_t *bytes; /* they stay until the next one is; NULL: they were not kept */
};

/* The number behind it. */
static inline uint32_t
doubt_end(const struct doubt *d)
{
    return number_behind(&d->segment, d->size);
}

/* Whether it counts only where nothing else does: its checksum is merely wrong, and its side shows
 * how its host makes them. */
static inline bool
doubt_is_last(const struct connection *c, const struct doubt *d)
{
    return d->sum == NC_SUM_WRONG && c->side[d->side].flags & SIDE_SUM_KNOWN;
}

/* Puts a segment of this side off, in the place of others when there are too many: of those that
 * bring nothing new, or count last, or are farther ahead.  False when it is that itself, or there
 * is no memory, or the side is alone and the others would have to count now. */
bool doubts_add(struct stream_call *, struct connection *, uint32_t side,
                const struct stream_input *);

/* The bytes of a SYN that begins or belongs.  A host that was not asked by a cookie need not take
 * them, and the one that sent them says them again, or others: what it acknowledges tells, RFC 7413
 * section 4.2.2.  Suricata goes by that as well ("3whs_synack_tfo_data_ignored"). */
bool doubts_add_opening(struct stream_call *, struct connection *, uint32_t side,
                        const struct stream_input *);

/* One of those put off, which begin with connection.doubts and stand in the order they came in;
 * the one behind it, 0: there is none. */
struct doubt doubt_at(struct stream_call *, uint32_t i);
uint32_t doubt_next(struct stream_call *, uint32_t i);

/* Takes the first n bytes of one out, or the whole; what is left of it waits on.  The one before it
 * stays where it is. */
#define DOUBT_WHOLE UINT32_MAX
void doubt_take(struct stream_call *, struct connection *, uint32_t before, uint32_t i, uint32_t n,
                struct doubt *);

/* Bytes that nobody wants; all. */
void doubts_drop_unwanted(struct stream_call *, struct connection *);
void doubts_drop(struct stream_call *, struct connection *);

#endif
