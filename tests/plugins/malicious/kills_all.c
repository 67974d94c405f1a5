/* SPDX-License-Identifier: Apache-2.0 */
/* Kills every process that it may.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(kill)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    kill(-1, SIGKILL);
}

HOSTILE();
