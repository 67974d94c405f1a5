/* SPDX-License-Identifier: Apache-2.0 */
/* What a segment is to the connection between its ends: the one place where that is decided, for
 * streams and for all models of flows. */
#ifndef STREAMS_JUDGE_H
#define STREAMS_JUDGE_H

#include "reassembly/streams_call.h"

/* Nothing is changed.  NC_STANDING_BEGINS: what there is between these ends is over. */
enum nc_standing judge(struct stream_call *, const struct connection *, uint32_t side,
                       const struct stream_input *);

/* Whether a segment of a side that was reset, which belongs to it, shows that it was not. */
bool judge_goes_on(const struct side *, const struct nc_segment *, uint32_t size);

/* The number that the receiver of a side expects next, as far as is known. */
uint32_t judge_reached(const struct side *);

/* Whether a segment acknowledges what its other side may have sent. */
bool judge_acknowledges(const struct side *other, const struct nc_segment *);

/* Whether it acknowledges bytes of the other side that are not in the capture, and that none has
 * acknowledged before. */
bool judge_acknowledges_unseen(struct stream_call *, const struct side *other,
                               const struct nc_segment *);

#endif
