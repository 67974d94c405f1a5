/* SPDX-License-Identifier: Apache-2.0 */
/* Kills its own process.
 *
 * costs:   its packets
 * says:    Hostile: .*([Kk]ill)
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    kill(getpid(), SIGKILL);
}

HOSTILE();
