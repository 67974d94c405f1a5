/* SPDX-License-Identifier: Apache-2.0 */
/* Calls itself until there is no stack left.
 *
 * costs:   its packets
 * says:    Hostile: crashed: Segmentation fault
 * exit:    3 */
#include "malicious.h"

static int
descend(int depth)
{
    volatile char frame[1 << 16];

    frame[0] = (char)depth;
    return zero ? 0 : descend(depth + 1) + frame[0];
}

ATTACK
{
    record->packets = (uint64_t)descend(0);
}

HOSTILE();
