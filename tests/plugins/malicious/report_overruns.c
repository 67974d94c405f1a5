/* SPDX-License-Identifier: Apache-2.0 */
/* Writes behind the state of a flow that it reports, where other stages have theirs.
 *
 * costs:   its own records
 * says:    Hostile: 
 * exit:    3
 * packets: 1 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE { return NC_FLOW_OPEN; }

AT_REPORT
{
    memset((void *)(uintptr_t)state, 0xFF, (size_t)1 << 32);
}

HOSTILE_FLOWS();
