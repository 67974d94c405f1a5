/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from counting a packet.
 *
 * costs:   its packets of flows
 * says:    Hostile: did not come back
 * exit:    3
 * packets: 1 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE
{
    while (!zero)
        ;
    return NC_FLOW_OPEN;
}

AT_REPORT { }

HOSTILE_FLOWS();
