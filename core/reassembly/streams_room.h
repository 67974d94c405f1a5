/* SPDX-License-Identifier: Apache-2.0 */
/* Cells for who needs some while others have many. */
#ifndef STREAMS_ROOM_H
#define STREAMS_ROOM_H

#include "reassembly/streams_call.h"

/* For a connection that speaks, at the cost of others; first of those that were put off and that
 * nobody reads. */
void room_make(struct stream_call *, const struct connection *speaks);

#endif
