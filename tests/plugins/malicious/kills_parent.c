/* SPDX-License-Identifier: Apache-2.0 */
/* Kills the process that it came from.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(getppid|kill)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    kill(getppid(), SIGKILL);
}

HOSTILE();
