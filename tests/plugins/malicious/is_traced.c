/* SPDX-License-Identifier: Apache-2.0 */
/* Has its parent trace it, so that it stops at each signal.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(ptrace)\b
 * exit:    3
 * within:  25
 * packets: 1 */
#include "malicious.h"

ATTACK
{
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGUSR1);
}

HOSTILE();
