/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for a lock that nobody gives back.
 *
 * costs:   its packets
 * says:    Hostile: (did not come back|.*futex)
 * exit:    3
 * packets: 1
 * within:  25 */
#include "malicious.h"

ATTACK
{
    static int lock = 1;

    syscall(SYS_futex, &lock, 0 /* FUTEX_WAIT */, 1, NULL, NULL, 0);
    pause();
}

HOSTILE();
