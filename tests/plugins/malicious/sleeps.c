/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for what never comes, using no time of the processor.
 *
 * costs:   its packets
 * says:    Hostile: (did not come back|.*\b(pause|sleep|nanosleep|poll)\b)
 * exit:    3
 * packets: 1
 * within:  25 */
#include "malicious.h"

ATTACK
{
    pause();
}

HOSTILE();
