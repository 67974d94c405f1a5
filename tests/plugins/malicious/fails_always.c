/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes at each of its packets.
 *
 * costs:   a hundred packets
 * says:    Hostile.*switched off
 * exit:    3
 * packets: all
 * within:  20 */
#include "malicious.h"

ATTACK
{
    abort();
}

HOSTILE();
