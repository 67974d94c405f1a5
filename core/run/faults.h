/* SPDX-License-Identifier: Apache-2.0 */
/* How often each plugin failed, and when it has failed often enough. */
#ifndef FAULTS_H
#define FAULTS_H

#include "dissect/plugins.h"

/* So many packets, or ends of flows and streams, may cost a plugin its worker; at so many of them
 * it may hang, which takes seconds each.  0: any number. */
struct fault_limits {
    uint64_t failures, hangs;
};

struct faults {
    struct fault_limits limits;
    struct plugin_faults {
        uint64_t failures, hangs; /* those are failures, too */
        bool off;
    } of[PLUGINS_MAX];
};

/* One more; true when the plugin is to be switched off now. */
bool faults_add(struct faults *, uint32_t plugin, bool hung);

#endif
