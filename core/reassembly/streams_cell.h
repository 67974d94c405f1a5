/* SPDX-License-Identifier: Apache-2.0 */
/* Cells: what connections keep their bytes in, chained.  A cell of a side holds bytes in sequence
 * and when each was captured. */
#ifndef STREAMS_CELL_H
#define STREAMS_CELL_H

#include "reassembly/streams_call.h"

/* A cell with an empty head; 0: there is none. */
uint32_t cell_take(struct stream_call *);

/* To be called before the head of a cell changes, but for .skip. */
void cell_save(struct stream_call *, struct cell *);

/* Leaves out what stands behind a number that the cell holds. */
void cell_cut(struct stream_call *, struct cell *, uint32_t number);

/* Frees a chain, which is not empty. */
void cells_free(struct stream_call *, uint32_t first, uint32_t last);

/* How many bytes captured at this time fit in at the cell's end, where a segment begins with them
 * or goes on; it is in the journal then. */
uint32_t cell_space(struct stream_call *, struct cell *, struct nc_time, bool begins);

/* When data[position] was captured; where the next segment begins behind it, 0: nowhere. */
struct nc_time cell_time(const struct cell *, uint32_t position);
uint32_t cell_next_begin(const struct cell *, uint32_t position);

/* Sequences of its first byte, and of the one behind its last. */
static inline uint32_t
cell_start(const struct cell *cell)
{
    return cell->sequence + cell->from;
}

static inline uint32_t
cell_end(const struct cell *cell)
{
    return cell->sequence + cell->to;
}

#endif
