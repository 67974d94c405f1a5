/* SPDX-License-Identifier: Apache-2.0 */
/* Runs what is no instruction.
 *
 * costs:   its packets
 * says:    Hostile: crashed: 
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    __builtin_trap();
}

HOSTILE();
