/* SPDX-License-Identifier: Apache-2.0 */
/* Comes back from none of its packets.
 *
 * costs:   five packets
 * says:    Hostile.*switched off
 * exit:    3
 * packets: all
 * within:  30 */
#include "malicious.h"

ATTACK
{
    while (!zero)
        ;
}

HOSTILE();
