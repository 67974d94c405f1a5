/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process at the report of a flow.
 *
 * costs:   its own records
 * says:    Hostile: ended its process with status 0
 * exit:    3 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE { return NC_FLOW_OPEN; }

AT_REPORT
{
    exit(0);
}

HOSTILE_FLOWS();
