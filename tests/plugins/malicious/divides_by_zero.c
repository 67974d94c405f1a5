/* SPDX-License-Identifier: Apache-2.0 */
/* Divides by zero.
 *
 * costs:   its packets
 * says:    Hostile: crashed: Floating point exception
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    record->packets = (uint64_t)(MESSAGE / zero);
}

HOSTILE();
