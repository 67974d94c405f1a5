/* SPDX-License-Identifier: Apache-2.0 */
/* Writes over what describes its own record.
 *
 * costs:   its packets
 * says:    Hostile: crashed: Segmentation fault
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    memset((void *)(uintptr_t)&types__hostile__descriptor, 0, sizeof types__hostile__descriptor);
}

HOSTILE();
