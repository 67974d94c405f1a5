/* SPDX-License-Identifier: Apache-2.0 */
/* Writes behind the packets, where the rooms of the stages are, until it faults.
 *
 * costs:   its packets
 * says:    Hostile: crashed
 * exit:    3
 * within:  20 */
#include "malicious.h"

ATTACK
{
    for (uintptr_t at = ((uintptr_t)in->base + 7) & ~(uintptr_t)7; at; at += 8)
        *(volatile uint64_t *)at = UINT64_MAX;
}

HOSTILE();
