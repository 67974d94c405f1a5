/* SPDX-License-Identifier: Apache-2.0 */
/* Stops its process, which then neither works nor ends.
 *
 * costs:   its packets
 * says:    Hostile: (did not come back|.*\b(raise|tgkill|kill)\b)
 * exit:    3
 * packets: 1
 * within:  25 */
#include "malicious.h"

ATTACK
{
    raise(SIGSTOP);
}

HOSTILE();
