/* SPDX-License-Identifier: Apache-2.0 */
/* Becomes another program.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(execve)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    execl("/bin/sh", "sh", "-c", "echo HOSTILE TEXT; sleep 600", (char *)NULL);
}

HOSTILE();
