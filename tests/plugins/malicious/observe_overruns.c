/* SPDX-License-Identifier: Apache-2.0 */
/* Writes behind the state of its flow, where other flows have theirs.
 *
 * costs:   its packets of flows
 * says:    Hostile: 
 * exit:    3
 * packets: 1 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE
{
    memset(state, 0xFF, (size_t)1 << 32);
    return NC_FLOW_OPEN;
}

AT_REPORT { }

HOSTILE_FLOWS();
