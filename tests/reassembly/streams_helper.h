/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of reassembly/streams.h: a conversation between 10.0.0.1 port 40000 and
 * 10.0.0.2 port 7000, segment by segment, and what the plugins were told.
 *
 *     fresh_streams();
 *     with_reader();
 *     hello();
 *     say(NC_CLIENT, 0, "abc");
 *     say(NC_CLIENT, 6, "ghi");
 *     finish();
 *     CU_ASSERT_STRING_EQUAL(told(NC_CLIENT), "abc[3]ghi");
 *
 * Places count bytes of a side from the first one behind its SYN, which stands at -1. */
#ifndef STREAMS_HELPER_H
#define STREAMS_HELPER_H

#include "harness.h"
#include "reassembly/streams_region.h"
#include "streams_fakes.h"

/* Everything anew; changes of `limits` count when it is done again. */
extern struct stream_limits limits;
void fresh_streams(void);
void again_with_limits(void);

/* Other endpoints for what follows; the client's port tells connections apart. */
extern uint16_t client_port, server_port;
extern uint8_t client_address;
extern uint32_t initial[2];

/* That segments offer, 0 at first; of SYNs, + 1. */
extern uint16_t offered;
extern uint8_t offered_scale;

/* What the last segment was found to be. */
extern struct judgment judged;

/* A datagram of one side; who read the last, counted from 1. */
void post(int side, const char *text);
extern uint16_t read_by;

#define CLOSED_WAIT UINT64_C(60000000000)

/* A segment of one side that acknowledges what was said with acknowledge(); a packet of its own. */
void segment(int side, int64_t at, uint8_t flags, const void *bytes, uint32_t size);
void say(int side, int64_t at, const char *text);
void acknowledged(int side, int64_t upto); /* from the next one on */
void acknowledge(int side, int64_t upto);
void hello(void);
void answer(uint32_t number); /* SYN-ACK of the server */
void goodbye(int side, int64_t at); /* FIN */

/* What the checksums of segments are found to be, enum nc_sum; whether all wrong ones are passed
 * over; what was noted last, "" for nothing. */
extern uint8_t network_sum, transport_sum;
extern bool strict;
const char *noted(void);

/* A segment of this kind, whatever that of others is; a connection that a plugin reads, of which
 * each side has said a byte, all in these. */
void segment_of(uint8_t sum, int side, int64_t at, uint8_t flags, const char *bytes);
void talk_with(uint8_t client, uint8_t server);

extern uint64_t now;
void later(uint64_t nanoseconds);
uint32_t expire(void); /* at this clock */
void finish(void);     /* of the input */

/* The bytes of a side that were told, with the gaps; lines are told with "|" behind them. */
const char *told(int side);
uint32_t told_times(void); /* calls that counted */
uint32_t ended_times(void);
const char *ended_with(void); /* what was kept until then */

/* The n-th call that counted, of so many. */
uint32_t tellings(void);
const struct telling *telling(uint32_t n);

/* Sides told with random bytes may be long. */
uint64_t told_bytes(int side, uint8_t *to, uint64_t size, uint64_t *gap_bytes, uint32_t *gaps);

const struct stream_counts *counts(void);
const char *refused_because(void); /* "" */
struct streams *region(size_t *size);

/* Packets are taken back when done, and done again; how often a plugin crashed. */
extern bool twice;
extern uint32_t crashes;

/* A connection that a plugin reads: all it says, or lines. */
void talk(void);
void talk_in_lines(void);

/* The same with windows of so many bytes; no SYN says that they are scaled. */
void talk_in_windows(uint16_t size);

enum { SECOND = 1000000000 };

#define IS(what) CU_ASSERT_EQUAL(judged.standing, NC_STANDING_##what)
#define TOLD(side, text) CU_ASSERT_STRING_EQUAL(told(side), text)

#endif
