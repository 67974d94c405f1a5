/* SPDX-License-Identifier: Apache-2.0 */
/* Packets that may be another flow's: a SYN where a connection stands opens one or is forged, which
 * only what comes behind it shows.  They count in the flow that there is, and what that was before
 * is kept, with them, until another packet of it comes: when that one begins another flow, they are
 * the first of that.
 *
 * Of few flows at a time: elsewhere they stay where they were counted. */
#ifndef OPENINGS_H
#define OPENINGS_H

#include "flows/flowtable.h"

enum { OPENINGS_MOST = 255, OPENING_PACKETS = 4 };

/* How many bytes all of them take. */
size_t openings_size(size_t state_size);

/* Before a packet is counted in a flow, and when it was. */
void openings_keep(const struct flow_job *, uint32_t index, const struct nc_sighting *);
void openings_pass(const struct flow_job *, uint32_t index, const struct nc_sighting *);

/* A flow is again what it was before them; 0: there are none, or what is to be freed. */
uint32_t openings_take_out(const struct flow_job *, uint32_t index);
void openings_free(struct flows *, struct undo *, uint32_t opening);

/* Its n-th packet as one of the flow that this one begins; NULL: there are no more. */
const struct nc_sighting *openings_packet(struct flows *, uint32_t opening, uint32_t n,
                                          const struct nc_sighting *begins,
                                          struct nc_sighting *to);

#endif
