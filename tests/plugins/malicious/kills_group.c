/* SPDX-License-Identifier: Apache-2.0 */
/* Kills the supervisor with all others of its process group.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(kill|getpgrp|getpgid)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    kill(0, SIGKILL);
}

HOSTILE();
