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
    uint64_t closed_wait;  /* nanoseconds, TIME-WAIT: a closed flow takes late packets so long */
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
    uint64_t number; /* of its packet */
    uint8_t scale; /* that its SYN says windows are scaled by, + 1; 0: it says nothing */
};

/* A datagram of a conversation, with the ends right around it. */
struct datagram_input {
    const struct nc_tails *between;
    uint32_t space; /* where its ports lead to plugins */
    bool cut;       /* the capture does not have all bytes of its packet */
    const uint8_t *bytes;
    uint32_t size;
    struct nc_time time;
    uint64_t clock;
    uint64_t number; /* of its packet */
};

struct stream_counts {
    uint64_t connections, segments;
    uint64_t conversations; /* of datagrams, which are counted as connections too */
    uint64_t unexpected;    /* that plugins expected, forgotten because there were too many */
    uint64_t out_of_order; /* segments that came before what precedes them */
    uint64_t duplicates;   /* segments that brought nothing new */
    uint64_t overlaps;     /* segments with something new, and with bytes that had come already */
    /* Passed over, as no host would have taken them: */
    uint64_t outside;      /* segments outside any window that could have been offered, or
                              which waited and stand behind an end */
    uint64_t resets;       /* RSTs with another number than the one that is waited for */
    uint64_t openings;     /* SYNs for a connection that stands */
    uint64_t wrong;        /* segments with a wrong checksum, passed over */
    uint64_t believed;     /* segments with a wrong checksum that the card was to fill in, taken */
    uint64_t merged;       /* of them: wrong and longer than a frame, as a card merges segments */
    uint64_t damaged;      /* with one that is merely wrong, taken for want of another */
    uint64_t gaps, gap_bytes; /* skipped */
    uint64_t unseen;       /* segments that acknowledge more than there is, and than others
                              did: bytes that were not captured, or were cut off */
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
    bool strict;                /* what has a wrong checksum is passed over, whoever sent it */
    bool quiet;                 /* no plugin is run: what one would be offered is lost to it */
    /* NULL, or told that a plugin wants no more of a connection; that it found something malformed,
     * though what it wrote is true; that it noted something. */
    void (*refused)(void *context, int plugin, const char *reason);
    void (*malformed)(void *context, int plugin, const char *reason);
    void (*noted)(void *context, int plugin, const char *reason);
    void (*named)(void *context, const char *server); /* nc_server_name() */
    void *context;
};

/* When a worker has died in one of these calls, what it did is rolled back and the same call made
 * again with .quiet set: it costs what the plugins were to be offered then, told to them as a gap,
 * and no plugin dies of it twice. */

/* What a segment was found to be: enum nc_standing, and the turn of its connection; and which
 * plugin has recognised what the connection carries, counted from 1; 0: none yet. */
struct judgment {
    uint8_t standing, turn;
    uint16_t recognised;
};

/* One more segment. */
struct judgment streams_add(const struct stream_job *, const struct stream_input *);

/* The table is much larger than caches, and where a segment's connection is looked for is known
 * early: fetches that for one a little ahead, which is not 0; and what is found there then. */
uint64_t streams_look_ahead(struct streams *, const struct nc_tails *);
void streams_fetch(struct streams *, uint64_t place);
/* One more datagram; the plugin that read it, counted from 1, or 0. */
uint16_t streams_datagram(const struct stream_job *, const struct datagram_input *);

/* Ends at most `most` connections that have been idle too long at this clock (UINT64_MAX: all there
 * are), or goes on behind what they have waited for in vain; how many it were. */
uint32_t streams_expire(const struct stream_job *, uint64_t clock, uint32_t most);

const struct stream_counts *streams_counts(const struct streams *);

#endif
