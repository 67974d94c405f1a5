/* SPDX-License-Identifier: Apache-2.0 */
/* How the region of datagrams is laid out. */
#include "reassembly/defrag_store.h"

#include "shared/undo_chain.h"

enum { CELLS_LEAST = DEFRAG_LEAST / sizeof(union cell) };
_Static_assert((size_t)CELLS_LEAST >= 2 * (size_t)DATAGRAM_CELLS, "two datagrams fit");

static uint32_t
cells_for(const struct defrag_limits *limits)
{
    uint64_t cells = limits->memory / sizeof(union cell);

    if (cells < CELLS_LEAST)
        return CELLS_LEAST;
    return cells < UINT32_MAX / 2 ? (uint32_t)cells : UINT32_MAX / 2;
}

/* Fills in where what lies; how many bytes all of it takes. */
static size_t
lay_out(struct defrag *r, const struct defrag_limits *limits)
{
    r->limits = *limits;
    if (r->limits.datagrams < 1)
        r->limits.datagrams = 1;
    if (!limits->fragments || limits->fragments > DATAGRAM_FRAGMENTS)
        r->limits.fragments = DATAGRAM_FRAGMENTS;
    r->cells = cells_for(limits);
    r->buckets = (uint32_t)undo_chain_buckets(limits->datagrams < r->cells ? limits->datagrams
                                                                           : r->cells);
    r->cells_at = (sizeof *r + r->buckets * sizeof r->bucket[0] + 63) & ~(uint64_t)63;
    return r->cells_at + (r->cells + (size_t)1) * sizeof(union cell);
}

size_t
defrag_size(const struct defrag_limits *limits)
{
    struct defrag r;

    return lay_out(&r, limits);
}

void
defrag_setup(struct defrag *r, const struct defrag_limits *limits, uint64_t seed)
{
    lay_out(r, limits);
    r->seed = seed;
}
