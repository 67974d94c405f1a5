/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes where it is to say to which flow a packet belongs.
 *
 * costs:   its packets
 * says:    Hostile: crashed
 * exit:    3 */
#include "hostile_flow.h"

AT_ID
{
    abort();
}

AT_OBSERVE { return NC_FLOW_OPEN; }

AT_REPORT { }

HOSTILE_FLOWS();
