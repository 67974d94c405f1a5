/* SPDX-License-Identifier: Apache-2.0 */
/* The table of one flow model: which flows there are, when they end.  All state lies in one region
 * of memory without pointers in it that all workers share; every change goes through the journal.
 *
 * A flow that its plugin calls closed or reset is kept as long as hosts keep closed connections,
 * for the last acknowledgements and retransmissions; then it ends for that reason.  What ends, and
 * when, depends on the packets of this model alone. */
#ifndef FLOWS_H
#define FLOWS_H

#include "dissect/plugins.h"
#include "host.h"
#include "shared/flow_key.h"
#include "shared/undo.h"

/* Steps towards the records of flows that time ends, at one packet: each takes two, to end and to
 * be written. */
enum { FLOWS_A_PACKET = 8 };

/* Nanoseconds of the capture's clock: records of flows that ended in one tick stand by the number
 * of their first packet. */
enum { FLOWS_TICK = 1000000000 };

/* Of how many flows one more may have ended in a tick; beyond, records are written before the tick
 * is over. */
enum { FLOWS_WAITING = 4 };

struct flow_counts {
    uint64_t flows;     /* begun, parts counted each */
    uint64_t ended[8];  /* by enum nc_end */
    uint64_t backwards; /* packets earlier than one of their flow before them */
    uint64_t refused;   /* flows without a record: it took too much memory, or a worker's life */
};

struct flows; /* the region */

/* state_size is the plugin's; so many nanoseconds without a packet a closed flow is kept.  The
 * limits are kept in the region.  The seed keeps senders from choosing what collides in the
 * table; nothing that comes out depends on it. */
size_t flows_size(const struct nc_flow_limits *, size_t state_size);
void flows_setup(struct flows *, const struct nc_flow_limits *, size_t state_size,
                 uint64_t closed_wait, uint64_t seed);

/* Asks the plugin which flow a packet belongs to.  Any worker may, in any order. */
void flows_name(const struct flows *, const struct plugin *, const struct nc_sighting *,
                struct flow_key *);

/* Fetches what flows_see() will need for packets a little ahead: tables are much larger than
 * caches, and their places are known early. */
void flows_look_ahead(struct flows *, const struct flow_key *keys, uint32_t i, uint32_t n);

/* A worker at the table.  Records are written into the packet's sink, see reassembly/streams.h;
 * once it is full everything returns, and the caller rolls back and comes again. */
struct flow_job {
    struct flows *flows;
    struct undo *undo;
    const struct plugin *plugin;
    struct nc_packet *pkt;
};

/* Counts a packet in; may end the flow it belonged to, the one idle longest when there are too
 * many, and do FLOWS_A_PACKET steps for those whose time is over.  key: as named before; NULL: it
 * is named now. */
void flows_see(const struct flow_job *, const struct nc_sighting *, const struct flow_key *key);

/* At most `most` steps, a few thousand at a time, for the flows idle too long at this clock, or for
 * all there are (as NC_END_INPUT) with UINT64_MAX; how many it were. */
uint32_t flows_expire(const struct flow_job *, uint64_t clock, uint32_t most);

/* The flow over whose end a worker died, undo's victim, ends without a record.  Workers can write
 * who that is: no more is believed than that it is one of the flows. */
void flows_drop(const struct flow_job *, uint32_t victim);

const struct flow_counts *flows_counts(const struct flows *);

#endif
