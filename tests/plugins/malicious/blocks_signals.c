/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks all signals, and then does not come back.
 *
 * costs:   its packets
 * says:    Hostile: (did not come back|.*rt_sigprocmask)
 * exit:    3
 * packets: 1 */
#include "malicious.h"

ATTACK
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    while (!zero)
        ;
}

HOSTILE();
