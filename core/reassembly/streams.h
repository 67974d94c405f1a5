/* SPDX-License-Identifier: Apache-2.0 */
/* Streams out of segments, and the plugins that read them.  All state lies in one region of memory
 * without pointers in it that all workers share; every change of it goes through the journal. */
#ifndef STREAMS_H
#define STREAMS_H

#include "dissect/plugins.h"
#include "host.h"
#include "reassembly/overlap.h"
#include "shared/undo.h"

struct stream_limits {
    uint64_t connections;  /* at a time */
    uint64_t memory;       /* bytes kept for all of them: out of order, or unread */
    uint64_t side;         /* bytes kept for one side of one */
    uint64_t idle_timeout; /* nanoseconds; 0: none */
    uint64_t gap_wait;     /* nanoseconds that bytes which were acknowledged are waited for */
    uint32_t overlap;      /* OVERLAP_FIRST or OVERLAP_LAST, of bytes that are not delivered yet */
};

/* A segment that has come: what its layer reported, the addresses right around it, its bytes, when
 * it was captured, and at which clock. */
struct stream_input {
    const struct nc_segment *segment;
    const struct nc_tails *between;
    const uint8_t *bytes;
    uint32_t size;
    struct nc_time time;
    uint64_t clock;
};

struct stream_counts {
    uint64_t connections, segments;
    uint64_t out_of_order; /* segments that came before what precedes them */
    uint64_t duplicates;   /* segments that brought nothing new */
    uint64_t overlaps;     /* segments with something new, and with bytes that had come already */
    uint64_t outside;      /* segments far from where their stream stands, ignored */
    uint64_t gaps, gap_bytes; /* skipped */
    uint64_t refused;      /* times that a plugin found bytes to be no message of its protocol */
    uint64_t evicted;      /* connections ended because there were too many */
    uint64_t no_memory;    /* segments, or sides of a connection, given up for lack of memory */
    uint64_t unclaimed;    /* connections that no plugin reads */
};

struct streams; /* the region */

/* The limits are kept in the region. */
size_t streams_size(const struct stream_limits *);
void streams_setup(struct streams *, const struct stream_limits *, uint64_t seed);

/* A worker at the region.  Plugins write through nc_write() into the packet's sink; when that is
 * full (nc_packet.full) the caller rolls everything back and comes again. */
struct stream_job {
    struct streams *streams;
    struct undo *undo;
    const struct plugins *plugins;
    struct nc_packet *pkt;      /* for the plugins' memory; its ends are set to the sender's view */
    volatile uint32_t *at_work; /* told each plugin's index before it runs */
    bool quiet;                 /* no plugin is run: what one would be offered is lost to it */
    /* NULL, or told that a plugin wants no more of a connection; that it found something malformed,
     * though what it wrote is true. */
    void (*refused)(void *context, int plugin, const char *reason);
    void (*malformed)(void *context, int plugin, const char *reason);
    void *context;
};

/* When a worker has died in one of these calls, what it did is rolled back and the same call made
 * again with .quiet set: it costs what the plugins were to be offered then, told to them as a gap,
 * and no plugin dies of it twice. */

/* One more segment. */
void streams_add(const struct stream_job *, const struct stream_input *);

/* Ends at most `most` connections that have been idle too long at this clock (UINT64_MAX: all there
 * are); how many it were. */
uint32_t streams_expire(const struct stream_job *, uint64_t clock, uint32_t most);

const struct stream_counts *streams_counts(const struct streams *);

#endif
