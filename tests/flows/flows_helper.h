/* SPDX-License-Identifier: Apache-2.0 */
/* A table of flows with a plugin made for tests.
 *
 * A flow's id is the packet's source port (0: none); FIN closes it, RST resets it, SYN opens
 * another, and with URG does so always.  Its records are logged. */
#ifndef FLOWS_HELPER_H
#define FLOWS_HELPER_H

#include "flows/flows.h"
#include "harness.h"

/* Nanoseconds that a closed flow is kept. */
#define CLOSED_WAIT UINT64_C(5000000000)

enum { LOG_MAX = 1 << 16 };

struct ended {
    uint32_t port, part, end, reserved; /* compared byte by byte */
    uint64_t packets, bytes;
    struct nc_time first, last;
};

struct table {
    struct plugin plugin;
    struct nc_flow_limits limits;
    struct nc_packet pkt;
    struct undo *undo;
    struct flows *flows;
    size_t size;
    struct ended *log;
    size_t n_log;
    size_t space;  /* records before the sink says that it is full */
    size_t greedy; /* bytes .report asks for */
    uint64_t clock;   /* of the latest packet */
    uint64_t packets; /* of no number of their own, numbered from 1 */
    uint32_t victim; /* while the last .report was at work */
    char name[NC_NAME_MAX]; /* of the flow that it reported */
};

/* Bytes of the part before, as the last .observe was shown it; 0: it was not. */
uint64_t bytes_before(void);

/* Limits in seconds; 0: none. */
struct table *table_new(uint64_t idle, uint64_t active, uint64_t most, uint64_t seed);
void table_free(struct table *);

struct nc_sighting at(double seconds, uint16_t port, uint8_t flags);

/* A packet, and what it changed is kept. */
void see(struct table *, struct nc_sighting);
uint32_t expire(struct table *, uint64_t clock, uint32_t most);

/* The same without the journal's end: rolled back or kept by the caller. */
void try_to_see(struct table *, const struct nc_sighting *);

void drop(struct table *, uint32_t victim);

/* "port part reason packets; ..." of what ended since the last call. */
const char *log_text(struct table *);

/* The same when the tick of the latest packet is over. */
const char *a_tick_later(struct table *);

/* The one table of a test, made anew; with none at the end of the program. */
struct table *with(uint64_t idle, uint64_t active, uint64_t most);
void with_none(void);

/* What of it is still open ends as the input does. */
const char *at_the_end(struct table *);

#endif
