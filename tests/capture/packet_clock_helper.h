/* SPDX-License-Identifier: Apache-2.0 */
/* Packets with times and no bytes, and what their clock ought to be. */
#ifndef PACKET_CLOCK_HELPER_H
#define PACKET_CLOCK_HELPER_H

#include "capture/packet_clock.h"
#include "harness.h"

#define S INT64_C(1000000000)
#define HOUR (3600 * S)
#define YEAR (365 * 24 * HOUR)

enum { MOST = 20000, FILE_BEGINS = 1 << 16 };

extern struct packet packets[MOST];
extern int64_t truth[MOST]; /* what the clock ought to say */
extern size_t n_packets;
extern struct packet_clock live_clock;

/* No packets yet. */
void begin(void);

/* A packet at this time of its interface's own clock. */
void put_packet(uint32_t interface, int64_t time);

/* A packet at that time of a clock that is wrong by so much; and many of them. */
void at(uint32_t interface, int64_t true_time, int64_t wrong_by);
void many(uint32_t interface, size_t n, int64_t from, int64_t every, int64_t wrong_by);

/* Tells all clocks, each time with so many packets in view, or more where that does not do. */
void tell(size_t view);
void tell_live(void);

/* Tells them: how far the clock was from the truth at most, and what the last packet's is. */
int64_t worst(void);
int64_t last(void);

#endif
