/* SPDX-License-Identifier: Apache-2.0 */
/* Connections that wait for bytes which may never come, each in a list in the order in which they
 * began to: none is looked for, and a packet that has nothing to do with them moves time on. */
#ifndef STREAMS_WAIT_H
#define STREAMS_WAIT_H

#include "reassembly/streams_call.h"

/* Puts it where it belongs now, at this clock; it is in the journal. */
void wait_list(struct stream_call *, struct connection *);
void wait_no_more(struct stream_call *, struct connection *);

/* Goes on with one that has waited long enough at this clock; false when there is none. */
bool wait_end_one(struct stream_call *);

#endif
