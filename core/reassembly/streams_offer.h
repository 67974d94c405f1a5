/* SPDX-License-Identifier: Apache-2.0 */
/* An offer: bytes of a side in a row, as plugins are shown them. */
#ifndef STREAMS_OFFER_H
#define STREAMS_OFFER_H

#include "reassembly/streams_call.h"

struct offer {
    const uint8_t *bytes;
    uint32_t size;
    bool direct;         /* they are a segment's own, and in no cell */
    struct nc_time time; /* of the segment, then, */
    uint32_t heard;      /* and what its sender had acknowledged */
};

/* What is ready in the cells, copied into a row: segment by segment, as if they came now. */
struct offer offer_buffered(struct stream_call *, const struct connection *, struct side *);

/* A connection for a plugin, from where a side stands; the same with the offer's time and end. */
struct nc_stream stream_view(const struct connection *, uint32_t side);
struct nc_stream offer_view(struct stream_call *, const struct connection *, uint32_t side,
                            const struct offer *);

struct nc_cursor offer_cursor(const struct offer *);

/* Whether no byte comes behind the n that are offered, and nothing of the other side that was said
 * before them; whether it is that alone which keeps the end of a side's back. */
bool offer_is_last(struct stream_call *, const struct connection *, const struct side *,
                   uint32_t n);
bool offer_holds_end(struct stream_call *, const struct connection *, const struct side *);

/* Whether offering n bytes may come to more than it did the last time. */
bool offer_is_worth(struct stream_call *, const struct connection *, const struct side *,
                    uint32_t n);

/* Whether what is ready may be offered now, however little more it is, because the other side has
 * something to say to it; a side may have this for a few dozen times what it has sent, or two that
 * say a byte in turn would have it read again for each. */
bool offer_may_be_early(struct side *);
void offer_earn(struct side *, uint32_t n);

/* The first n bytes are done with: the side goes on behind them. */
void offer_take(struct stream_call *, struct side *, struct offer *, uint32_t n);

#endif
