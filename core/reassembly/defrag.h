/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams out of their fragments: any order, duplicates, overlaps by policy, time and memory
 * bounded.  All state lies in one region of memory without pointers in it that all workers share;
 * every change of it goes through the journal. */
#ifndef DEFRAG_H
#define DEFRAG_H

#include "host.h"
#include "reassembly/overlap.h"
#include "shared/undo.h"

/* Why a datagram is given up that came in more fragments than the limit says. */
extern const char defrag_too_many[];

/* The longest datagram at the smallest size of packets that RFC 791 allows, 68 bytes, comes in 1366
 * fragments; one in more than these is spoiled. */
enum { DATAGRAM_MAX = 65535, DATAGRAM_FRAGMENTS = 2048 };

/* Less memory than this is taken for this much: two datagrams fit in any case. */
enum { DEFRAG_LEAST = 1 << 20 };

struct defrag_limits {
    uint64_t timeout;    /* nanoseconds from the first fragment; 0: as the protocol says */
    uint64_t memory;     /* bytes for fragments and what belongs to them; DEFRAG_LEAST at least */
    uint64_t datagrams;  /* at a time; at least 1 */
    uint32_t overlap;    /* enum overlap; a fragment that says so itself goes by DISCARD */
    uint64_t fragments;  /* of one, DATAGRAM_FRAGMENTS at most; 0: as many */
};

/* A fragment that has come: what its layer reported, the addresses right around it, its bytes, and
 * the packet they came in.  Offsets are multiples of 8. */
struct defrag_input {
    const struct nc_fragment *fragment;
    const struct nc_tails *between;
    const uint8_t *bytes;
    uint32_t size;
    const struct nc_sighting *sighting;
    uint32_t wait; /* seconds, as its protocol says; 0: it does not */
};

/* What came of it. */
struct defrag_output {
    uint8_t *bytes;     /* the caller's, DATAGRAM_MAX of them: the datagram, when it is whole */
    uint32_t size;      /* of it */
    uint8_t next;       /* in it, as the fragment at its beginning says, RFC 8200 section 4.5 */
    const char *reason; /* why a fragment was not taken */
    uint32_t header;    /* bytes of the network's headers before the fragment at its beginning */
};

/* How often what happened.  A datagram counts once at most. */
struct defrag_counts {
    uint64_t fragments;
    uint64_t whole;      /* datagrams put together */
    uint64_t timed_out;  /* datagrams given up: the rest did not come in time, or at all */
    uint64_t evicted;    /* given up for lack of memory */
    uint64_t spoiled;    /* given up: overlaps, contradictions, too many fragments */
    uint64_t duplicates; /* fragments that brought nothing new; one whose datagram is whole already
                            begins another, which will be given up */
    uint64_t overlaps;   /* fragments that overlapped others, and were no duplicates */
    uint64_t wrong;      /* fragments with a wrong checksum, passed over */
    uint64_t believed;   /* fragments without the checksum that the card was to fill in, taken */
};

struct defrag; /* the region */

/* Bytes of a region for these limits; and making it one (its memory is zero).  The seed keeps
 * senders from choosing what collides in the table; nothing that comes out depends on it. */
size_t defrag_size(const struct defrag_limits *);
void defrag_setup(struct defrag *, const struct defrag_limits *, uint64_t seed);

/* Told each packet that is no longer waited with, in the order they came: the fragments of a
 * datagram that is whole (but for the last, which the caller has), or is given up. */
typedef void defrag_release(void *context, const struct nc_sighting *, bool whole);

struct defrag_job {
    struct defrag *defrag;
    struct undo *undo;
    defrag_release *release;
    void *context;
};

/* Whether a fragment counts whose header has a wrong checksum.  None at all is the one that a card
 * was to fill in; of any other no host would take it, and it would choose what we read.  Zeek and
 * Suricata pass over both alike, unless told not to look. */
bool defrag_believes(const struct defrag_job *, const struct nc_tails *between, bool strict);

/* One more fragment, at the clock of its sighting.  One that is all of its datagram (RFC 6946) is
 * whole at once, whatever waits under its key.
 * DEFRAG_WHOLE: the datagram is put together; all its other fragments have been released.
 * DEFRAG_HELD: it waits, and will be released.
 * DEFRAG_PASSED: it was not taken (duplicate, nonsense, or of a datagram that is spoiled): the
 * caller goes on with the packet as it is.  The reason then says why, or is NULL when nothing is
 * wrong with it, or the datagram was spoiled before, which has been said.
 * Others may be given up and released meanwhile: the oldest, for lack of memory. */
enum defrag_answer { DEFRAG_HELD, DEFRAG_WHOLE, DEFRAG_PASSED };
enum defrag_answer defrag_add(const struct defrag_job *, const struct defrag_input *,
                              struct defrag_output *);

/* Gives up at most `most` datagrams that have waited too long at this clock (UINT64_MAX: all
 * there are); how many it were. */
uint32_t defrag_expire(const struct defrag_job *, uint64_t clock, uint32_t most);

const struct defrag_counts *defrag_counts(const struct defrag *);

#endif
