/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of defragmentation share: a region with its journal, and what came out of it. */
#ifndef DEFRAG_HELPER_H
#define DEFRAG_HELPER_H

#include "reassembly/defrag.h"

enum { PACKETS_MAX = 1 << 18, SECOND = 1000000000 };

struct defragmenter {
    struct defrag *defrag;
    size_t size;
    struct undo *undo;
    struct defrag_job job;
    uint32_t n_released, order[PACKETS_MAX]; /* numbers of packets */
    uint8_t released[PACKETS_MAX], whole[PACKETS_MAX]; /* how often each of them */
    uint8_t bytes[DATAGRAM_MAX]; /* of the last datagram */
    uint32_t n_bytes;
    uint8_t follows;    /* what is in it */
    const char *reason; /* of the last fragment */
};

extern struct defragmenter one, two;
extern struct defragmenter *now;            /* the one that is spoken to */
extern struct nc_fragment next;     /* what the next one says besides its place */
extern struct nc_tails between;     /* its addresses */
extern struct nc_sighting sighting; /* .captured is the packet's number */
extern uint32_t patience;           /* that its protocol has, in seconds; 0 at first */

/* Memory of zeros that children share. */
void *mapped(size_t size);

/* An empty region; an empty first one that is spoken to, its first packet a second after zero. */
void begin_one(struct defragmenter *, const struct defrag_limits *, uint64_t seed);
void begin_with(const struct defrag_limits *);
void begin(enum overlap); /* 100 datagrams, half a minute */

/* The next fragment, its change not yet for good. */
enum defrag_answer pass(struct defragmenter *, const uint8_t *bytes, uint32_t size);

/* The next packet, which stays. */
enum defrag_answer add_bytes(uint32_t offset, bool more, const uint8_t *bytes, uint32_t size);
enum defrag_answer add(uint32_t offset, bool more, const char *text);
uint32_t expire(uint64_t clock, uint32_t most);

/* Whether the last datagram, or the last reason, was this. */
bool came(const char *text);
bool said(const char *reason);

const struct defrag_counts *counts(void);
uint64_t memory_taken(void); /* of limits.memory */

#endif
