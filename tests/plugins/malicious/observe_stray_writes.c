/* SPDX-License-Identifier: Apache-2.0 */
/* Writes around whatever its stack points to, amid the stages, until it faults.
 *
 * costs:   what it can reach
 * says:    Hostile: crashed
 * exit:    3
 * packets: 90
 * within:  60 */
#include "hostile_flow.h"

#include "stray.h"

AT_ID { }

AT_OBSERVE
{
    write_astray(sighting->sequence);
    return NC_FLOW_OPEN;
}

AT_REPORT { }

HOSTILE_FLOWS();
