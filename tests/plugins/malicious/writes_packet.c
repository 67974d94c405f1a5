/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to the packet that it reads, which others read after it.
 *
 * costs:   its packets
 * says:    Hostile: crashed: Segmentation fault
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    *(volatile uint8_t *)(uintptr_t)in->base = 0;
}

HOSTILE();
