/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of flow plugins: packets in, the record out.
 *
 *     static void
 *     both_directions_are_one_connection(void)
 *     {
 *         struct nc_sighting to = udp4("10.0.0.1", 1, "10.0.0.2", 2);
 *
 *         CU_ASSERT_TRUE(same_flow(to, back(to)));
 *         flow_begin();
 *         flow_see(to);
 *         flow_see(back(to));
 *         CU_ASSERT_EQUAL(((Types__Connection *)flow_end(NC_END_IDLE))->numpackets, 2);
 *     }
 *
 * The core keeps the flow, in a table for one, and ends it. */
#ifndef HARNESS_FLOW_H
#define HARNESS_FLOW_H

#include "harness.h"

/* Nanoseconds that a closed flow is kept. */
#define CLOSED_WAIT UINT64_C(60000000000)

/* Runs the tests of ../plugins/STEM.so; the program's exit status. */
int flow_sentences(const char *stem, const struct sentence *own);

/* Packets of 100 bytes at 1.000005, captured in full, from 02:00:00:00:00:01 to ...:02, whose
 * layers are called Ethernet, IPv4, IPv6, UDP, TCP, SCTP. */
struct nc_sighting arp(void);
struct nc_sighting ip4(const char *from, const char *to, uint8_t protocol);
struct nc_sighting ip6(const char *from, const char *to, uint8_t protocol);
struct nc_sighting udp4(const char *from, uint16_t port, const char *to, uint16_t to_port);
struct nc_sighting sctp4(const char *from, uint16_t port, const char *to, uint16_t to_port);

/* A segment from 10.0.0.1:1000 to 10.0.0.2:80. */
struct nc_sighting tcp4(uint8_t flags, uint32_t sequence, uint32_t acknowledgment,
                        uint32_t payload);

struct nc_sighting with_ports(struct nc_sighting, uint8_t kind, uint16_t from, uint16_t to);
struct nc_sighting back(struct nc_sighting); /* the other way */
struct nc_sighting later(struct nc_sighting, double seconds);

/* The segment as reassembly has judged it. */
struct nc_sighting judged(struct nc_sighting, enum nc_standing, uint8_t turn);

enum { BY_NOBODY, BY_ETHERNET, BY_IPV4, BY_IPV6, BY_UDP, BY_TCP, BY_SCTP, BY_DNS, BY_NTP, BY_ALL };

bool has_flow(struct nc_sighting);
bool same_flow(struct nc_sighting, struct nc_sighting);

/* A flow whose id had two parts before; each packet is of that id.  What the plugin says of one:
 * what opens another flow leaves nothing behind.  The flow ends as flows end that way (NC_END_NONE:
 * with the input, for the reason it has): its record, good until the next call. */
void flow_begin(void);
enum nc_observed flow_see(struct nc_sighting);
void *flow_end(enum nc_end);

#endif
