/* SPDX-License-Identifier: Apache-2.0 */
/* Has a timer interrupt whatever comes after it.
 *
 * costs:   its packets
 * says:    Hostile: .*\b(setitimer)\b
 * exit:    3 */
#include "malicious.h"

ATTACK
{
    struct itimerval soon = { { 0, 50 }, { 0, 50 } };

    setitimer(ITIMER_VIRTUAL, &soon, NULL);
}

HOSTILE();
