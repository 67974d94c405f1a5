/* SPDX-License-Identifier: Apache-2.0 */
/* Makes a second worker of its process past the C library.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(fork|clone)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
}

HOSTILE();
