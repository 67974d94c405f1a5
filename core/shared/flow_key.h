/* SPDX-License-Identifier: Apache-2.0 */
/* What a flow model calls the flow of a packet.  Any worker may find it out, in any order; it
 * travels with the batch to the stage that counts. */
#ifndef FLOW_KEY_H
#define FLOW_KEY_H

#include <netcap/flow.h>

/* A flow's name, and where it is looked for; an id of size 0: the packet is in none.  Before what
 * the model says stands where in the nesting of networks the packet was seen. */
struct flow_key {
    uint32_t hash;
    uint8_t depth, link_depth;
    uint64_t scope;
    struct nc_flow_id id;
};

#endif
