/* SPDX-License-Identifier: Apache-2.0 */
/* Says of its packets for ever that they open another flow.
 *
 * costs:   its own records
 * exit:    0, 3
 * packets: 1 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE
{
    return NC_FLOW_ANOTHER;
}

AT_REPORT { }

HOSTILE_FLOWS();
