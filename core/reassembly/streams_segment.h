/* SPDX-License-Identifier: Apache-2.0 */
/* What a segment does to its connection: RFC 9293, seen from beside. */
#ifndef STREAMS_SEGMENT_H
#define STREAMS_SEGMENT_H

#include "reassembly/streams_believe.h"
#include "reassembly/streams_side.h"

/* All of a segment that one side sent and that is of this connection, which is in the journal.
 * scale: see stream_input. */
void segment_take(struct stream_call *, struct connection *, uint32_t side,
                  const struct nc_segment *, uint8_t scale, struct segment_bytes *);

/* What was put off and is wanted, as if it came now. */
void segment_believe(struct stream_call *, struct connection *, enum doubts_wanted);

/* What a segment of one side acknowledges; what was put off of the other and is among it counts. */
void segment_acknowledge(struct stream_call *, struct connection *, uint32_t side,
                         const struct nc_segment *);

/* The connection is over: what was put off and still counts is taken, all that is there is offered,
 * and the reader leaves. */
void segment_end(struct stream_call *, struct connection *);

/* Why a connection is refused of which a side has more unread than the limit says. */
extern const char streams_no_room[];

#endif
