/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to address zero.
 *
 * costs:   its packets
 * says:    Hostile: crashed: Segmentation fault
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    *(volatile int *)(uintptr_t)zero = 1;
}

HOSTILE();
