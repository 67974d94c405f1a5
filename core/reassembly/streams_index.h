/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a side's cells by sequence.  One cell in eight stands in a list of its own as well, one in
 * eight of these in the next, and so on: a way through thousands of cells in some dozen steps,
 * wherever a sender puts its segments.
 *
 * All take a side whose connection is in the journal. */
#ifndef STREAMS_INDEX_H
#define STREAMS_INDEX_H

#include "reassembly/streams_call.h"

/* The last cell that begins at this sequence or before it; 0: there is none. */
uint32_t index_find(struct streams *, const struct side *, uint32_t sequence);

/* A cell of the side, empty and not looked for before; its first one, which goes; those that begin
 * behind this sequence go; all go. */
void index_add(struct stream_call *, struct side *, uint32_t cell);
void index_cut(struct stream_call *, struct side *, uint32_t sequence);
void index_remove_first(struct stream_call *, struct side *);
void index_clear(struct side *);

#endif
