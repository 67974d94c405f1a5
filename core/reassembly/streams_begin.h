/* SPDX-License-Identifier: Apache-2.0 */
/* How a connection begins, and its sides.
 *
 * All take a connection that is in the journal. */
#ifndef STREAMS_BEGIN_H
#define STREAMS_BEGIN_H

#include "reassembly/streams_region.h"

/* Its first byte is the one of this number; what it was told to have received before it was seen
 * itself stays true. */
void begin_side(struct side *, uint32_t sequence);

/* A SYN of that side, or its answer; scale: see stream_input. */
void begin_by_syn(struct connection *, uint32_t side, const struct nc_segment *, uint8_t scale);

/* It was opened before it was known to be one. */
void begin_opened(struct connection *, const struct opening *);

/* Of several answers of that side the one of this number is the one that counts. */
void begin_by_answer(struct connection *, uint32_t side, uint32_t initial);

/* The sides of the one before it had come to these numbers; flags: SIDE_FORMER, and what else the
 * sides' say of it. */
void begin_after(struct connection *, const uint32_t *former, uint32_t flags);

/* It goes on, if it has ended: what is said now is anybody's. */
void begin_again(struct connection *);

#endif
