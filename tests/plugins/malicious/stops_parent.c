/* SPDX-License-Identifier: Apache-2.0 */
/* Stops the process that it came from.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(getppid|tgkill)\b
 * exit:    3
 * within:  25 */
#include "malicious.h"

ATTACK
{
    pid_t parent = getppid();

    syscall(SYS_tgkill, parent, parent, SIGSTOP);
}

HOSTILE();
