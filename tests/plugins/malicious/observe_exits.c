/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process while it counts a packet.
 *
 * costs:   its packets of flows
 * says:    Hostile: ended its process with status 0
 * exit:    3 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE
{
    exit(0);
}

AT_REPORT { }

HOSTILE_FLOWS();
