/* SPDX-License-Identifier: Apache-2.0 */
/* Does no harm to flows.
 *
 * costs:   nothing
 * exit:    0 */
#include "hostile_flow.h"

AT_ID { }

AT_OBSERVE { return NC_FLOW_OPEN; }

AT_REPORT { }

HOSTILE_FLOWS();
