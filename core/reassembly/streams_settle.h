/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that are there and their reader; and what is done without when it does not come. */
#ifndef STREAMS_SETTLE_H
#define STREAMS_SETTLE_H

#include "reassembly/streams_call.h"

/* Offers what lies ready of both sides until nothing moves, one side first. */
void settle_sides(struct stream_call *, struct connection *, uint32_t first);

/* Whether what a side said waits because what it answers is behind a hole of the other. */
bool settle_waits(struct stream_call *, const struct connection *, uint32_t side);

/* Goes on behind the first hole of a side, with what was put off in its place if there is any, or
 * behind the other side's when what stands before this one waits for that;
 * behind each that was waited for long enough at this clock: the receiver has what is missing here,
 * or is not in the capture; with the end of what answers something that has not come. */
void settle_hole(struct stream_call *, struct connection *, uint32_t side);
void settle_waited(struct stream_call *, struct connection *, uint32_t side);

/* The connection is over: all that is there is offered, and the reader leaves. */
void settle_end(struct stream_call *, struct connection *);

#endif
