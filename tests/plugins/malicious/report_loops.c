/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from the report of a flow.
 *
 * costs:   its own records
 * says:    Hostile: did not come back
 * exit:    3
 * packets: 1 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE { return NC_FLOW_OPEN; }

AT_REPORT
{
    while (!zero)
        ;
}

HOSTILE_FLOWS();
