/* SPDX-License-Identifier: Apache-2.0 */
/* A pcap-filter(7) expression, applied to packets of any link type. */
#ifndef PACKET_FILTER_H
#define PACKET_FILTER_H

#include "capture/packet.h"

#include <stdbool.h>

struct packet_filter;

/* Says what is wrong and returns NULL with *status set when no link type accepts it. */
struct packet_filter *packet_filter_open(const char *expression, int *status);

/* A packet of a link type for which the expression has no meaning is left out: this is said
 * once and remembered. */
bool packet_filter_takes(struct packet_filter *, const struct packet *, const uint8_t *bytes);
bool packet_filter_failed(const struct packet_filter *);
void packet_filter_close(struct packet_filter *);

#endif
