/* SPDX-License-Identifier: Apache-2.0 */
/* Why and when flows end, and in which order their records are written.
 *
 * A flow that has ended is found no more, and waits for the turn of its record: records stand by
 * the tick of the capture's clock in which their flow ended, then by the number of the flow's first
 * packet.  A flow that was idle too long, or closed long enough, ended when that time was over,
 * whenever a packet shows it. */
#ifndef ENDS_H
#define ENDS_H

#include "flows/flows.h"
#include "flows/flowtable.h"

/* Why the flow is over at the clock; NC_END_NONE while it is not. */
uint32_t ends_why(const struct flows *, const struct flow_entry *);

/* It has ended: for this reason, unless it had been closed before.  False when the record of one
 * that had to make room for it did not fit: nothing more may be done then. */
bool ends_flow(const struct flow_job *, uint32_t index, uint32_t end);

/* Ends one to make room: a closed one, which has nothing to lose, else the one idle longest. */
bool ends_evict(const struct flow_job *);

/* Does at most `most` steps: ends a flow whose time is over, or writes the record of one whose turn
 * it is; all: everything's time is over, and its turn has come. */
uint32_t ends_by_time(const struct flow_job *, bool all, uint32_t most);

#endif
