/* SPDX-License-Identifier: Apache-2.0 */
/* Writes in front of the packets, where that is which steers the run, until it faults.
 *
 * costs:   its packets
 * says:    Hostile: crashed
 * exit:    3
 * within:  20 */
#include "malicious.h"

ATTACK
{
    for (uintptr_t at = (uintptr_t)in->base; at; at -= 8)
        *(volatile uint64_t *)at = UINT64_MAX;
}

HOSTILE();
