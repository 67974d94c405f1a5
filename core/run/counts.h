/* SPDX-License-Identifier: Apache-2.0 */
/* All that a run counts, as of one moment, and what of it came since another. */
#ifndef COUNTS_H
#define COUNTS_H

#include "flows/flows.h"
#include "run/supervisor.h"

struct counts {
    struct account account;               /* but for its files and what duplicates are sought in */
    uint64_t counted[COUNTED_MAX];        /* as counted_name[] has them */
    struct flow_counts flows[STAGES_MAX]; /* of stages that are flow models */
    struct capture_progress read;
    size_t n_interfaces;
    struct interface_note interfaces[INTERFACES_MAX];
};

/* From the start of the run up to now.  Looks at what the stages have counted, and says what
 * bounds_watch() says. */
void counts_take(struct counts *, struct supervisor *);

/* Leaves what came after an earlier moment, whose hygiene was begun anew then. */
void counts_since(struct counts *, const struct counts *before);

#endif
