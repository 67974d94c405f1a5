/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of FlowFeatures have of each other: what is kept of a connection while it goes on.
 * A packet adds to it and compares; what needs a division is left to the report. */
#ifndef FLOWFEATURES_H
#define FLOWFEATURES_H

#include "flowtalk.h"

#include "flowfeatures.pb-c.h"

enum { GAP_CELLS = 98, EARLY_PACKETS = 16, BULK_PACKETS = 4 };

#define SECOND UINT64_C(1000000000)
#define IDLE_GAP (5 * SECOND)    /* a longer one ends an active period, */
#define SUBFLOW_GAP SECOND       /* a subflow, */
#define BULK_GAP SECOND          /* a bulk */

/* Whole numbers, added up exactly: whoever keeps them knows how many they are. */
struct spread {
    uint64_t sum;
    uint64_t squares[2]; /* the low half first */
    uint64_t least, most;
};

/* What a side sent in bulk. */
struct bulks {
    uint64_t n, packets, bytes, lasted;
};

/* How a connection is opened that this side asks for; all at the connection's time. */
struct opening {
    uint64_t syn, synack, ack;
    uint32_t number; /* of the SYN that answers */
    bool has_syn, has_synack, has_ack;
};

struct feature_side {
    uint64_t packets, data_packets;
    uint64_t first, latest;
    struct spread length, payload, gap;
    uint64_t headers;
    uint64_t flags[FLOW_FLAGS]; /* in the order of the bits */
    uint64_t zero_windows, repeats;
    uint64_t captured; /* bytes of payload */
    double entropy, weighted; /* of the first payload there was; the sum of each by its bytes */
    struct bulks bulks;
    struct opening opening;
    uint32_t header_least;
    uint32_t first_payload;
    uint32_t highest; /* the number behind all that it said */
    uint16_t window;  /* of its first segment */
    bool spoke, opens; /* it has sent a segment; the first had a SYN */
};

/* Packets with payload that come from one side, the latest of them all. */
struct run {
    uint64_t packets, bytes, began, latest;
    int side;
};

/* Times are nanoseconds behind the first packet, and never fall. */
struct features {
    struct flow_talk talk;
    struct nc_time first;
    uint64_t packets, now, backwards;
    uint64_t turns, subflow_gaps;
    struct spread gap, active, idle;
    uint64_t idle_gaps, active_since;
    struct run run;
    struct feature_side side[2]; /* as the flow has them */
    uint64_t early_time[EARLY_PACKETS];
    uint32_t early_payload[EARLY_PACKETS];
    uint16_t early_side; /* whose they were, a bit each: the lowest is the first packet's */
    uint32_t cell[GAP_CELLS];
};

void flowfeatures_count(struct features *, const struct nc_sighting *, int from);

/* A row of packets is over: it was a bulk or was none. */
void flowfeatures_end_run(struct features *);

/* n: how many values there are so far. */
void flowfeatures_add(struct spread *, uint64_t n, uint64_t value);
struct spread flowfeatures_merged(const struct feature_side *, const struct spread *,
                                  const struct feature_side *, const struct spread *);
double flowfeatures_mean(const struct spread *, uint64_t n);
double flowfeatures_deviation(const struct spread *, uint64_t n); /* n: 2 at least */

/* Which cell a gap counts in, and the middle of the cell that holds the one of this rank, from 1,
 * within the least and the most. */
unsigned flowfeatures_cell(uint64_t gap);
uint64_t flowfeatures_ranked(const struct features *, uint64_t rank);

void flowfeatures_report(struct nc_packet *, const struct nc_flow *, const void *own, void *record);

#endif
