/* SPDX-License-Identifier: Apache-2.0 */
/* What a segment does to its connection: RFC 9293, seen from beside. */
#ifndef STREAMS_SEGMENT_H
#define STREAMS_SEGMENT_H

#include "reassembly/streams_side.h"

/* All of a segment that one side sent; the connection is in the journal. */
void segment_take(struct stream_call *, struct connection *, uint32_t side,
                  const struct nc_segment *, struct segment_bytes *);

/* Why a connection is refused of which a side has more unread than the limit says. */
extern const char streams_no_room[];

#endif
