/* SPDX-License-Identifier: Apache-2.0 */
/* A pcap-filter(7) expression, applied to packets of any link type. */
#ifndef CAPFILTER_H
#define CAPFILTER_H

#include "capture/packet.h"

#include <stdbool.h>

struct capfilter;

/* Says what is wrong and returns NULL with *status set when no link type accepts it. */
struct capfilter *capfilter_open(const char *expression, int *status);

/* A packet of a link type for which the expression has no meaning is left out: this is said
 * once and remembered. */
bool capfilter_takes(struct capfilter *, const struct packet *, const uint8_t *bytes);
bool capfilter_failed(const struct capfilter *);
void capfilter_close(struct capfilter *);

/* libpcap numbers some link types in memory (DLT_) otherwise than in files (LINKTYPE_). */
uint16_t linktype_of_dlt(int dlt);
int dlt_of_linktype(uint16_t linktype);

#endif
