/* SPDX-License-Identifier: Apache-2.0 */
/* How the region of streams is laid out. */
#include "reassembly/streams_region.h"

#include "shared/undo_chain.h"

enum { RESERVE = 160, PAGE = 4096 };

static uint64_t
whole_pages(uint64_t size)
{
    return (size + PAGE - 1) / PAGE * PAGE;
}

static uint32_t
at_most(uint64_t value, uint32_t most)
{
    return value < most ? (uint32_t)value : most;
}

/* Fills in where what lies; how many bytes all of it takes. */
static size_t
lay_out(struct streams *r, const struct stream_limits *limits)
{
    uint64_t buckets, at;

    r->limits = *limits;
    r->most_connections = limits->connections ? at_most(limits->connections, 1u << 26) : 1;
    r->most_cells = at_most(limits->memory / CELL_SIZE, 1u << 30);
    r->side_cells = at_most(limits->side / CELL_DATA + 1, 1u << 20);
    r->reserve = at_most(r->most_cells / 4, RESERVE);
    buckets = undo_chain_buckets(r->most_connections);
    r->mask = (uint32_t)buckets - 1;
    at = whole_pages(sizeof *r + buckets * sizeof r->buckets[0]);
    r->connections_at = at;
    at += whole_pages((r->most_connections + (uint64_t)1) * sizeof(struct connection));
    r->cells_at = at;
    at += whole_pages((r->most_cells + (uint64_t)1) * CELL_SIZE);
    r->state_at = at;
    at += (size_t)2 * NC_STATE_MAX;
    r->linear_at = at;
    return (size_t)(at + whole_pages((r->side_cells + (uint64_t)1) * CELL_DATA + SEGMENT_MAX));
}

size_t
streams_size(const struct stream_limits *limits)
{
    struct streams r;

    return lay_out(&r, limits);
}

void
streams_setup(struct streams *r, const struct stream_limits *limits, uint64_t seed)
{
    lay_out(r, limits);
    r->seed = seed;
}

const struct stream_counts *
streams_counts(const struct streams *r)
{
    return &r->now.counts;
}
