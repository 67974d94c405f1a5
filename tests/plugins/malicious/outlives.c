/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves a process of its own behind that nobody waits for.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(fork|clone|clone3)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    if (fork() == 0) {
        setsid();
        prctl(PR_SET_PDEATHSIG, 0);
        if (fork())
            _exit(0);
        for (;;)
            pause();
    }
}

HOSTILE();
