/* SPDX-License-Identifier: Apache-2.0 */
/* Segments whose checksum does not tell who made them, see streams_sums.c: each is put off, as if
 * it had not come yet, until its receiver has acknowledged it; what was acknowledged in part
 * counts so far.  What came meanwhile with a right checksum was there first, and the bytes of what
 * comes first count.  Of bytes that nobody wants any more the numbers alone are kept, unless a RST
 * is what ended the connection.
 *
 * All take a connection that is in the journal. */
#ifndef STREAMS_DOUBTS_H
#define STREAMS_DOUBTS_H

#include "reassembly/streams_call.h"

struct doubt {
    struct nc_segment segment;
    struct nc_time time;
    uint32_t side, size, sum;
    bool kept;    /* its bytes are in cells */
    bool counted; /* a part of it was */
    const uint8_t *bytes; /* they stay until the next one is taken; NULL: they were not kept */
};

/* The number behind it. */
static inline uint32_t
doubt_end(const struct doubt *d)
{
    return number_behind(&d->segment, d->size);
}

/* Puts a segment of this side off, in the place of others when there are too many: of those that
 * bring nothing new, or that are farther ahead.  False when it is the farthest itself, or there is
 * no memory. */
bool doubts_add(struct stream_call *, struct connection *, uint32_t side,
                const struct stream_input *);

/* How far a side's go on from this number, one behind the other. */
uint32_t doubts_reach(struct stream_call *, const struct connection *, uint32_t side,
                      uint32_t from);

/* What those that were acknowledged have acknowledged themselves counts, unless bytes with a right
 * checksum came in their place. */
void doubts_hear(struct stream_call *, struct connection *);

/* Takes out the oldest that was acknowledged, as far as it was, or the oldest of all; false when
 * there is none. */
bool doubts_take(struct stream_call *, struct connection *, bool any, struct doubt *);

/* Bytes that nobody wants; all. */
void doubts_drop_unwanted(struct stream_call *, struct connection *);
void doubts_drop(struct stream_call *, struct connection *);

#endif
